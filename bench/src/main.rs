//! The benchmark of `docs/performance.md`: CPU microseconds per request of the process under test, beside nginx in the
//! same run. The process under test has core 0; load generator and back end have core 1.

mod load;
mod nginx;
mod platform;
mod process;
mod report;
mod routing;

use anyhow::Result;

use crate::load::Load;
use crate::report::{Report, Row};

/// Interleaved rounds; the median counts.
const ROUNDS: usize = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let seconds = std::env::var("BENCH_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(5);
    let folder = tempfile::TempDir::new()?;
    let nginx = nginx::Nginx::start(folder.path()).await?;
    let platform = platform::Managed::start(&nginx::Nginx::back_end()).await?;
    let mut report = Report::default();

    let nginx_pids = nginx.proxy_workers()?;
    let platform_pids = vec![platform.pid()?];
    let plain = |url: String, token: Option<&str>| Load::new(url).token(token);
    let cases = [
        ("nginx, bare proxy", &nginx_pids, plain(nginx::Nginx::proxy(), None)),
        ("turnpike, open resource", &platform_pids, plain(platform.http("/bench/1.0.0/open"), None)),
        (
            "turnpike, JWT cached + subscription + 3 quotas",
            &platform_pids,
            plain(platform.http("/bench/1.0.0/managed"), Some(&platform.token)),
        ),
        (
            "turnpike, JWT uncached + subscription + 3 quotas",
            &platform_pids,
            plain(platform.http("/bench/1.0.0/managed"), None).tokens(&platform.tokens, folder.path())?,
        ),
        ("nginx, TLS, 10 KB", &nginx_pids, plain(nginx::Nginx::tls_proxy("/10k"), None)),
        (
            "turnpike, TLS, 10 KB, managed",
            &platform_pids,
            plain(platform.https("/bench/1.0.0/10k"), Some(&platform.token)),
        ),
    ];
    let mut rows: Vec<Row> = cases.iter().map(|(name, ..)| Row::new(name)).collect();
    report.memory("all-in-one, idle", process::resident_mib(platform.pid()?)?);
    for round in 0..ROUNDS {
        for ((name, pids, load), row) in cases.iter().zip(&mut rows) {
            load.run(1)?;
            let before = process::cpu_micros(pids)?;
            let outcome = load.run(seconds)?;
            let micros = process::cpu_micros(pids)? - before;
            anyhow::ensure!(outcome.errors == 0, "{name}: {} errors in round {round}", outcome.errors);
            row.add(micros as f64 / outcome.requests as f64, &outcome);
        }
    }
    report.memory("all-in-one, loaded", process::resident_mib(platform.pid()?)?);
    report.memory("nginx worker, loaded", process::resident_mib(nginx_pids[0])?);
    report.rows = rows;
    report.routing = routing::run(seconds)?;
    report.start_up = platform.restarts(7).await?;
    report.print();
    Ok(())
}
