//! The process itself: readiness, drain, one process per data directory, wrong configuration.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};
use testkit::{Backend, Nats, Platform, Postgres};
use tokio::time::Instant;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_starts_again_over_its_data_and_stops_with_exit_code_0() -> Result<()> {
    let mut platform = Platform::all_in_one(&[]).await?;
    platform.admin().await?;
    ensure!(platform.terminate()? == Some(0), "{}", platform.log());
    platform.start().await?;
    platform.admin().await?;
    let metrics = platform.client()?.at(&platform.management()).get("/metrics").await?;
    ensure!(metrics.status == 200 && metrics.text().contains("# EOF"), "{}", metrics.text());
    ensure!(platform.client()?.get("/metrics").await?.status == 404, "metrics must not be public");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_is_refused_the_same_data_directory() -> Result<()> {
    let platform = Platform::all_in_one(&[]).await?;
    let second = Command::new(testkit::platform::binary()?)
        .args(["all-in-one", "--offset", "55", "--data"])
        .arg(platform.data())
        .output()?;
    let said = String::from_utf8_lossy(&second.stderr);
    ensure!(!second.status.success() && said.contains("in use by another process"), "{said}");
    Ok(())
}

/// Nodes that start together on an empty database take turns, and hashing a password takes long on a busy machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_start_outlasts_a_database_that_is_held_up() -> Result<()> {
    let (postgres, hub) = (Postgres::start().await?, Nats::start().await?);
    let url = postgres.database()?;
    let database = url.rsplit('/').next().unwrap_or_default();
    // The lock of whoever writes: longer than a request would wait for it.
    let mut holder = postgres.start_sql(database, "SELECT pg_advisory_lock(1953656432, 1), pg_sleep(6)")?;
    let held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted";
    let end = Instant::now() + Duration::from_secs(30);
    while postgres.sql(database, held)? == "0" {
        ensure!(Instant::now() < end, "the lock is not taken");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let platform = Platform::all_in_one(&[
        ("TURNPIKE_DATABASE_URL", &url),
        ("TURNPIKE_HUB_SERVERS", &hub.url()),
        ("TURNPIKE_SECRETS_SEALING_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ])
    .await?;
    holder.wait()?;
    platform.admin().await?;
    Ok(())
}

#[test]
fn a_wrong_configuration_is_refused_by_name_before_anything_happens() -> Result<()> {
    let folder = tempfile::TempDir::new()?;
    let file = folder.path().join("turnpike.toml");
    std::fs::write(&file, "[gateway]\nhttps_prt = 1\n")?;
    let data = folder.path().join("data");
    let run = Command::new(testkit::platform::binary()?)
        .args(["all-in-one", "--config"])
        .arg(&file)
        .arg("--data")
        .arg(&data)
        .output()?;
    let said = String::from_utf8_lossy(&run.stderr);
    ensure!(!run.status.success() && said.contains("nearest valid name is https_port"), "{said}");
    ensure!(!data.exists(), "a data directory was made");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_and_secrets_are_not_in_the_log() -> Result<()> {
    let platform = Platform::all_in_one(&[("TURNPIKE_LOG_FILTER", "debug")]).await?;
    platform.admin().await?;
    let log = platform.log();
    ensure!(!log.contains(testkit::platform::ADMIN.1), "the password is in the log");
    ensure!(!log.contains("eyJ"), "a token is in the log");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn traces_go_to_the_configured_collector_and_continue_the_callers() -> Result<()> {
    let collector = Backend::start("collector").await?;
    let mut platform = Platform::all_in_one(&[("TURNPIKE_LOG_OTLP_ENDPOINT", &collector.url())]).await?;
    let client = platform.client()?;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let request = client
        .request(reqwest::Method::GET, "/oauth2/jwks")
        .header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"));
    ensure!(client.send(request).await?.status == 200);
    // What is left is flushed at the end.
    ensure!(platform.terminate()? == Some(0), "{}", platform.log());
    let trace: Vec<u8> = trace.as_bytes().chunks(2).map(hex).collect();
    let exported = collector.seen().into_iter().filter(|s| s.target == "/v1/traces");
    let found = exported.map(|s| s.body).any(|body| body.windows(trace.len()).any(|w| w == trace));
    ensure!(found, "no span of the caller's trace was exported");
    Ok(())
}

fn hex(pair: &[u8]) -> u8 {
    std::str::from_utf8(pair).ok().and_then(|p| u8::from_str_radix(p, 16).ok()).unwrap_or(0)
}
