//! A gateway starts over a snapshot that is damaged, with everything else down (the rest of scenario 2).

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use testkit::{Client, Pattern};
use tokio::time::{Instant, sleep};
use turnpike_tests::journey::ITEMS;

use crate::world::{PATIENCE, World, report};
use crate::{all, alone};

const LOOK: Duration = Duration::from_millis(20);

/// Half of it.
fn truncate(file: &Path) -> Result<()> {
    let bytes = fs::read(file)?;
    Ok(fs::write(file, &bytes[..bytes.len() / 2])?)
}

/// One bit in the middle.
fn flip(file: &Path) -> Result<()> {
    let mut bytes = fs::read(file)?;
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    Ok(fs::write(file, bytes)?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_starts_over_a_damaged_snapshot() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P3, &[]).await?;
    let newest = world.cluster.node("gw-1")?.data().join("gateway.snapshot");
    let last = newest.with_extension("snapshot.previous");
    let holds = |file: &Path| fs::read_to_string(file).is_ok_and(|s| s.contains(&world.access.consumer_key));
    let (mut made, end) = (Vec::new(), Instant::now() + PATIENCE);
    while !(holds(&newest) && holds(&last)) {
        ensure!(Instant::now() < end, "the snapshot before the last one lacks what is served");
        made.push(world.change(&world.cluster.control_planes()[0], &format!("More{}", made.len())).await?);
        sleep(Duration::from_secs(1)).await;
    }
    let load = world.load_of("gw-2")?;
    for node in ["cp-1", "cp-2", "tm-1", "tm-2", "gw-1"] {
        world.cluster.node(node)?.kill();
    }
    world.cluster.hub.as_mut().context("a hub")?.kill();
    world.cluster.database.as_mut().context("a database")?.kill();
    let gateway = world.cluster.node("gw-1")?.gateway_https();
    let mut forbidden = 0;
    let since = Instant::now();
    // The one before is taken.
    for damage in [truncate, flip] {
        let whole = fs::read(&newest)?;
        damage(&newest)?;
        let started = world.cluster.node("gw-1")?.start().await;
        world.explain(started)?;
        let answer = world.journey.call(&gateway, &world.token, Method::GET, ITEMS).await?;
        ensure!(answer.status == 200, "{} {}", answer.status, answer.text());
        let bare = world.journey.call(&gateway, "", Method::GET, ITEMS).await?;
        forbidden += usize::from(bare.status != 401);
        world.cluster.node("gw-1")?.kill();
        fs::write(&newest, whole)?;
    }
    println!("two starts from the snapshot before the last one: {:.1?}", since.elapsed());
    // Neither can be used.
    truncate(&newest)?;
    flip(&last)?;
    world.cluster.node("gw-1")?.spawn()?;
    let node = Client::new(&world.cluster.node("gw-1")?.management())?;
    let end = Instant::now() + PATIENCE;
    while !node.get("/health/ready").await.is_ok_and(|a| a.status == 503) {
        ensure!(Instant::now() < end, "no answer of the gateway's health");
        sleep(LOOK).await;
    }
    let mut refused = 0;
    let until = Instant::now() + Duration::from_secs(5);
    while Instant::now() < until {
        ensure!(node.get("/health/ready").await?.status == 503, "ready with nothing to serve");
        for token in ["", &world.token] {
            let answer = world.journey.call(&gateway, token, Method::GET, ITEMS).await?;
            forbidden += usize::from(answer.status < 400);
            refused += 1;
        }
        sleep(LOOK).await;
    }
    println!("no snapshot to start from: not ready, {refused} calls refused");
    let since = Instant::now();
    world.cluster.database.as_mut().context("a database")?.restart().await?;
    world.cluster.hub.as_mut().context("a hub")?.restart().await?;
    for name in ["cp-1", "cp-2"] {
        world.cluster.node(name)?.start().await?;
    }
    let ready = world.cluster.node("gw-1")?.ready().await;
    world.explain(ready)?;
    let recovery = since.elapsed();
    let first = world.cluster.control_planes()[0].clone();
    let done = world.lost(&first, &made).await;
    let (lost, _) = world.explain(done)?;
    let seen = load.stop().await?;
    world.explain(report("a gateway starts over damaged snapshots", lost, forbidden, &seen, recovery))
}
