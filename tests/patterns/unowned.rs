//! Every traffic manager is killed: what each failure mode promises (scenario 3, rate-limiting).

use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use testkit::Pattern;
use tokio::time::{Instant, sleep, sleep_until};

use turnpike_tests::journey::ADMIN;

use crate::load::{Load, Seen};
use crate::world::{PATIENCE, World};
use crate::{all, alone};

const LIMIT: usize = 120;
/// Two gateways, four callers each, five calls a second: ten times the limit in half a minute.
const CALLERS: usize = 4;
const PAUSE: Duration = Duration::from_millis(200);
const MODES: [&str; 3] = ["local", "open", "closed"];

/// Until a window has just begun; windows follow the clock.
#[expect(clippy::disallowed_methods, reason = "the nodes' own clock says when a window begins")]
async fn next_window() -> Result<()> {
    let into = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis() % 60_000;
    sleep(Duration::from_millis(u64::try_from(60_000 - into)? + 200)).await;
    Ok(())
}

/// What gateways do with calls under the policy while no traffic manager answers.
async fn set_mode(world: &World, policy: &str, mode: &str) -> Result<()> {
    let path = format!("{ADMIN}/throttling/policies/application");
    let all = world.admin.get(&path).await?.expect(200)?;
    let of = all["list"].as_array().into_iter().flatten().find(|p| p["policyName"] == *policy);
    let mut body = of.with_context(|| format!("no policy {policy}: {all}"))?.clone();
    body["failureMode"] = mode.into();
    let one = format!("{path}/{}", body["policyId"].as_str().context("policyId")?);
    let changed = world.admin.put(&one, &body).await?.expect(200)?;
    ensure!(changed["failureMode"] == *mode, "{changed}");
    Ok(())
}

/// A window under ten times the limit, of an application per mode.
fn start(world: &World, tokens: &[String]) -> Vec<Load> {
    let gateways = &world.journey.site.gateways;
    tokens.iter().map(|token| Load::start(&world.journey.client, gateways, token, CALLERS, PAUSE)).collect()
}

async fn stop(loads: Vec<Load>) -> Result<Vec<Seen>> {
    let mut all = Vec::new();
    for load in loads {
        all.push(load.stop().await?);
    }
    Ok(all)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_traffic_manager_is_killed() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P3, &[]).await?;
    let mut tokens = Vec::new();
    for mode in MODES {
        let name = format!("Unowned{mode}");
        let access = world.journey.limited(&world.admin, &world.api, &name, LIMIT, "min").await?;
        set_mode(&world, &name, mode).await?;
        tokens.push(world.journey.token(&access).await?);
    }
    // Announced after the modes, so known after them.
    let made = world.change(&world.cluster.control_planes()[0], "Known").await?;
    let first = world.cluster.control_planes()[0].clone();
    ensure!(world.lost(&first, &[made]).await?.0 == 0, "not known");
    for token in &tokens {
        world.is_admitted(token).await?;
    }
    next_window().await?;
    let end = Instant::now() + Duration::from_secs(50);
    let loads = start(&world, &tokens);
    while loads.iter().any(|load| load.admitted() < LIMIT / 4) {
        ensure!(Instant::now() < end, "nothing is admitted");
        sleep(Duration::from_millis(20)).await;
    }
    for name in ["tm-1", "tm-2"] {
        world.cluster.node(name)?.kill();
    }
    sleep_until(end).await;
    let seen = stop(loads).await?;
    for (mode, seen) in MODES.iter().zip(&seen) {
        let Seen { admitted, refused, failed } = seen;
        println!(
            "every traffic manager killed, {mode}: admitted {admitted} of {LIMIT}, 429 {refused}, others {}",
            failed.len()
        );
        let allowed = match *mode {
            // Admits and accounts later.
            "open" => *admitted > LIMIT && *refused == 0 && failed.is_empty(),
            "closed" => {
                *admitted <= LIMIT && !failed.is_empty() && failed.iter().all(|f| f.contains(": 503 "))
            }
            _ => *admitted <= LIMIT && failed.is_empty(),
        };
        world.explain(allowed.then_some(()).with_context(|| {
            format!("{mode}: {admitted} admitted, {refused} refused, {:#?}", &failed[..failed.len().min(3)])
        }))?;
    }
    let since = Instant::now();
    for name in ["tm-1", "tm-2"] {
        world.cluster.node(name)?.start().await?;
    }
    next_window().await?;
    // Exact again.
    let loads = start(&world, &tokens);
    let end = Instant::now() + Duration::from_secs(50);
    sleep_until(end).await;
    for (mode, seen) in MODES.iter().zip(stop(loads).await?) {
        println!("back, {mode}: admitted {} of {LIMIT}, failed {}", seen.admitted, seen.failed.len());
        let exact = seen.admitted == LIMIT && seen.failed.is_empty();
        let why = || format!("{mode}: {} admitted, {:#?}", seen.admitted, seen.failed.first());
        world.explain(exact.then_some(()).with_context(why))?;
    }
    ensure!(since.elapsed() < 4 * PATIENCE, "took {:?}", since.elapsed());
    Ok(())
}
