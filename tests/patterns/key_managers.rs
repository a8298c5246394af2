//! Every key manager is down for a while (scenario 5).

use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Pattern;
use tokio::time::{Instant, sleep};
use turnpike_tests::journey::ITEMS;

use crate::world::{PATIENCE, World, report};
use crate::{all, alone};

const OUTAGE: Duration = Duration::from_secs(30);
/// A token that expires while they are down.
const SHORT: u64 = 15;
const KEY_MANAGERS: [&str; 2] = ["km-1", "km-2"];

fn part(token: &str, number: usize) -> Result<Value> {
    let part = token.split('.').nth(number).context("a JWT")?;
    Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part)?)?)
}

/// The token under a key that nobody has heard of.
fn of_another_key(token: &str) -> Result<String> {
    let mut header = part(token, 0)?;
    header["kid"] = json!("nobody-knows-this-key");
    let rest = token.split_once('.').context("a JWT")?.1;
    Ok(format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string())))
}

#[expect(clippy::disallowed_methods, reason = "the nodes' own clock says when a token expires")]
fn now() -> Result<u64> {
    Ok(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_key_manager_is_killed() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P4, &[]).await?;
    for name in KEY_MANAGERS {
        let node = world.cluster.node(name)?;
        node.terminate()?;
        node.set("TURNPIKE_KEY_MANAGER_APPLICATION_TOKEN_SECONDS", &SHORT.to_string());
        node.start().await?;
    }
    let fresh = world.journey.token(&world.access).await?;
    let expires = part(&fresh, 1)?["exp"].as_u64().context("exp")?;
    let unknown = of_another_key(&world.token)?;
    world.is_admitted(&fresh).await?;
    let load = world.load();
    for name in KEY_MANAGERS {
        world.cluster.node(name)?.kill();
    }
    let until = Instant::now() + OUTAGE;
    let (mut forbidden, mut failed, mut slowest, mut refused) = (0, Vec::new(), Duration::ZERO, 0);
    while Instant::now() < until {
        for gateway in &world.journey.site.gateways {
            let before = now()?;
            let answer = world.journey.call(gateway, &fresh, Method::GET, ITEMS).await?;
            let after = now()?;
            // In the second in which it expires either is right.
            if before > expires {
                forbidden += usize::from(answer.status != 401);
            } else if after < expires && answer.status != 200 {
                failed.push(format!("{gateway}: {} {}", answer.status, answer.text()));
            }
            let since = Instant::now();
            let answer = world.journey.call(gateway, &unknown, Method::GET, ITEMS).await?;
            slowest = slowest.max(since.elapsed());
            forbidden += usize::from(answer.status != 401);
            refused += 1;
        }
        sleep(Duration::from_millis(100)).await;
    }
    ensure!(now()? > expires, "the outage was too short for the token");
    println!("{refused} calls with an unknown key: each refused, the slowest after {slowest:.1?}");
    let since = Instant::now();
    for name in KEY_MANAGERS {
        world.cluster.node(name)?.start().await?;
    }
    let other = world.cluster.key_managers()[1].clone();
    let token = world.journey.token_at(&other, &world.access).await?;
    world.is_admitted(&token).await?;
    let recovery = since.elapsed();
    ensure!(recovery < PATIENCE, "{recovery:?}");
    let mut seen = load.stop().await?;
    seen.failed.extend(failed);
    world.explain(report("every key manager killed for 30 s", 0, forbidden, &seen, recovery))
}
