//! kill -9 at any moment: nothing acknowledged is lost.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use testkit::Platform;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

/// Cycles of kill -9 while writing; the issue asks 200 of `make test`.
const CYCLES: u32 = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_kills_during_writes_lose_nothing_acknowledged() -> Result<()> {
    let mut platform = Platform::all_in_one(&[("TURNPIKE_LOG_FILTER", "warn")]).await?;
    let scopes = "apim:subscribe apim:app_manage";
    let user = platform.sign_in(testkit::platform::ADMIN.0, testkit::platform::ADMIN.1, scopes).await?;
    let mut acknowledged = Vec::new();
    for cycle in 0..CYCLES {
        // Writers run while the process is killed at a moment that differs from cycle to cycle, counted from the first
        // acknowledged write: a busy machine may need a while for that.
        let written = Arc::new(Notify::new());
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..4 {
            let (user, written) = (user.clone(), written.clone());
            writers.spawn(async move {
                let mut done = Vec::new();
                for i in 0.. {
                    let name = format!("a-{cycle}-{writer}-{i}");
                    let body = json!({"name": name, "throttlingPolicy": "Unlimited"});
                    match user.post("/api/am/devportal/v3/applications", &body).await {
                        Ok(answer) if answer.status == 201 => {
                            done.push(name);
                            written.notify_one();
                        }
                        Ok(answer) => anyhow::bail!("{}: {}", answer.status, answer.text()),
                        Err(_) => return Ok(done),
                    }
                }
                Ok(done)
            });
        }
        timeout(Duration::from_secs(60), written.notified()).await.context("nothing is ever written")?;
        sleep(Duration::from_millis(u64::from(cycle * 7 % 60))).await;
        platform.kill();
        while let Some(done) = writers.join_next().await {
            acknowledged.extend(done??);
        }
        platform.start().await?;
    }
    ensure!(acknowledged.len() >= CYCLES as usize, "only {} writes were acknowledged", acknowledged.len());
    let mut found = std::collections::HashSet::new();
    for offset in (0..).step_by(1_000) {
        let path = format!("/api/am/devportal/v3/applications?limit=1000&offset={offset}");
        let page = user.get(&path).await?.expect(200)?;
        let names: Vec<_> = page["list"].as_array().into_iter().flatten().collect();
        if names.is_empty() {
            break;
        }
        found.extend(names.iter().filter_map(|a| a["name"].as_str().map(str::to_owned)));
    }
    let lost: Vec<_> = acknowledged.iter().filter(|name| !found.contains(*name)).collect();
    println!("{CYCLES} kills, {} acknowledged writes, {} lost", acknowledged.len(), lost.len());
    ensure!(lost.is_empty(), "lost: {lost:?}");
    Ok(())
}
