//! Every node of P4 is restarted, one after the other, behind the load balancer.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use testkit::Pattern;
use tokio::time::{Instant, sleep};

use crate::balancer::Balancer;
use crate::load::{Load, Seen};
use crate::newcomers::Newcomers;
use crate::world::{World, report};
use crate::{all, alone};

/// Far above what the load makes: the quota is leased, and never used up.
const WIDE: usize = 1_000_000;
const PAUSE: Duration = Duration::from_millis(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_node_is_restarted_in_turn() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P4, &[]).await?;
    let balancer = Balancer::start(&mut world.cluster).await?;
    let access = world.journey.limited(&world.admin, &world.api, "Wide", WIDE, "min").await?;
    let token = world.journey.token(&access).await?;
    world.is_admitted(&token).await?;
    let gateways = [balancer.url(8243), balancer.url(8280)];
    let load = Load::start(&world.journey.client, &gateways, &token, 2, PAUSE);
    let newcomers = Newcomers::start(&world, &balancer, &access);
    let mut longest = Duration::ZERO;
    for name in ["cp-1", "cp-2", "km-1", "km-2", "gw-1", "gw-2", "tm-1", "tm-2"] {
        let since = Instant::now();
        let code = world.cluster.node(name)?.terminate()?;
        let stopped = since.elapsed();
        ensure!(code == Some(0), "{name} ended with {code:?}");
        let started = world.cluster.node(name)?.start().await;
        world.explain(started)?;
        println!("{name}: stopped after {stopped:.1?}, ready after {:.1?}", since.elapsed());
        longest = longest.max(since.elapsed());
        // The load balancer passes it over for as long as that.
        sleep(Duration::from_secs(6)).await;
    }
    let (rounds, mut failed) = newcomers.stop().await?;
    let seen = load.stop().await?;
    println!("{rounds} new tokens, each with two calls and a look at the portal");
    let made = world.change(&balancer.url(9443), "After").await?;
    let (lost, _) = world.lost(&balancer.keys(), &[made]).await?;
    failed.extend(seen.failed);
    let seen = Seen { admitted: seen.admitted + 4 * rounds, refused: seen.refused, failed };
    ensure!(rounds > 0 && seen.refused == 0, "{rounds} rounds, {} refused", seen.refused);
    let reported = report("every node restarted in turn", lost, 0, &seen, longest);
    world.explain(reported.with_context(|| balancer.log()))
}
