//! A quota of a minute at three gateways while traffic managers die.

use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use testkit::Pattern;
use tokio::time::{Instant, sleep};

use crate::load::Load;
use crate::world::{World, report};
use crate::{all, alone};

const LIMIT: usize = 300;
/// Three gateways, four callers each, five calls a second: ten times the limit in fifty seconds.
const CALLERS: usize = 4;
const PAUSE: Duration = Duration::from_millis(200);

/// Until a window has just begun; windows follow the clock.
#[expect(clippy::disallowed_methods, reason = "the nodes' own clock says when a window begins")]
async fn next_window() -> Result<()> {
    let into = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis() % 60_000;
    sleep(Duration::from_millis(u64::try_from(60_000 - into)? + 200)).await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_traffic_manager_is_killed_under_load() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P3, &[("gw-3", "gw-1")]).await?;
    let access = world.journey.limited(&world.admin, &world.api, "PerMinute", LIMIT, "min").await?;
    let token = world.journey.token(&access).await?;
    world.is_admitted(&token).await?;
    // Each once: one of them has the counter.
    for victim in ["tm-1", "tm-2"] {
        next_window().await?;
        let end = Instant::now() + Duration::from_secs(52);
        let load = Load::start(&world.journey.client, &world.journey.site.gateways, &token, CALLERS, PAUSE);
        while load.admitted() < LIMIT / 3 {
            ensure!(Instant::now() < end, "only {} admitted", load.admitted());
            sleep(Duration::from_millis(20)).await;
        }
        world.cluster.node(victim)?.kill();
        let (since, mut before) = (Instant::now(), load.admitted());
        // The longest time in which nothing was admitted: what a take-over took.
        let (mut still, mut recovery) = (since, Duration::ZERO);
        while load.admitted() < LIMIT && Instant::now() < end {
            if load.admitted() > before {
                before = load.admitted();
                recovery = recovery.max(still.elapsed());
                still = Instant::now();
            }
            sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep_until(end).await;
        let seen = load.stop().await?;
        let forbidden = seen.admitted.saturating_sub(LIMIT);
        println!("{victim} killed: admitted {} of {LIMIT}, refused {}", seen.admitted, seen.refused);
        let reported = report(&format!("{victim} killed"), 0, forbidden, &seen, recovery);
        world.explain(reported)?;
        let admitted = seen.admitted == LIMIT;
        let exactly = admitted.then_some(()).with_context(|| format!("admitted {}", seen.admitted));
        world.explain(exactly)?;
        world.cluster.node(victim)?.start().await?;
    }
    Ok(())
}
