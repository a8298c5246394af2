//! The cost of routing by number of APIs: a gateway alone on core 0 (`crates/gateway/examples/bench_gateway.rs`).

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::load::Load;
use crate::{nginx, process};

/// How many APIs are deployed.
const SIZES: [usize; 3] = [10, 1_000, 50_000];
const ROUNDS: usize = 3;

/// One size, measured.
pub struct Size {
    pub apis: usize,
    /// CPU microseconds per managed call, sorted.
    pub micros: Vec<f64>,
    pub mib: f64,
}

/// A gateway process; it ends when its standard input does, at the latest when this is dropped.
struct Alone {
    child: Child,
    token: String,
    listen: String,
}

impl Alone {
    fn start(apis: usize, port: u16) -> Result<Self> {
        let binary = std::env::var_os("TURNPIKE_BENCH_GATEWAY").map(PathBuf::from);
        let binary = binary.context("TURNPIKE_BENCH_GATEWAY must name the bench_gateway example")?;
        let listen = format!("127.0.0.1:{port}");
        let mut child = Command::new("taskset")
            .args(["-c", "0"])
            .arg(binary)
            .args([format!("apis={apis}"), format!("listen={listen}"), "quotas=on".to_owned()])
            .arg(format!("backend={}", nginx::Nginx::back_end()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the gateway cannot be started")?;
        let mut token = None;
        let lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        for line in lines {
            let line = line?;
            if let Some(text) = line.strip_prefix("token ") {
                token = Some(text.to_owned());
            }
            if line == "ready" {
                break;
            }
        }
        Ok(Self { child, token: token.context("the gateway did not start")?, listen })
    }

    fn load(&self, apis: usize) -> Load {
        // The last one deployed, so that nothing is found first by chance.
        let url = format!("http://{}/api{}/1.0.0/managed", self.listen, apis - 1);
        Load::new(url).token(Some(&self.token))
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Measures every size, rounds interleaved.
pub fn run(seconds: u64) -> Result<Vec<Size>> {
    let mut gateways = Vec::new();
    for (port, apis) in (19_010..).zip(SIZES) {
        gateways.push((Alone::start(apis, port)?, Size { apis, micros: Vec::new(), mib: 0.0 }));
    }
    for round in 0..ROUNDS {
        for (gateway, size) in &mut gateways {
            let load = gateway.load(size.apis);
            load.run(1)?;
            let pids = [gateway.child.id()];
            let before = process::cpu_micros(&pids)?;
            let outcome = load.run(seconds)?;
            let micros = process::cpu_micros(&pids)? - before;
            anyhow::ensure!(
                outcome.errors == 0,
                "{} APIs: {} errors in round {round}",
                size.apis,
                outcome.errors
            );
            size.micros.push(micros as f64 / outcome.requests as f64);
            size.micros.sort_by(f64::total_cmp);
            size.mib = process::resident_mib(gateway.child.id())?;
        }
    }
    Ok(gateways.into_iter().map(|(_, size)| size).collect())
}
