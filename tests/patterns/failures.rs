//! What each pattern must survive (docs/reliability.md): the fault is real, the load goes on meanwhile.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use testkit::Pattern;
use tokio::time::{Instant, sleep};
use turnpike_tests::journey::ITEMS;

use crate::world::{PATIENCE, World, report};
use crate::{all, alone};

/// How long what is broken stays broken.
const OUTAGE: Duration = Duration::from_secs(8);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_control_plane_is_killed() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P3, &[]).await?;
    let load = world.load();
    let made = world.change(&world.cluster.control_planes()[0], "Before").await?;
    // Acknowledged and perhaps not yet on the hub: the other one relays it.
    world.cluster.node("cp-1")?.kill();
    let other = world.cluster.control_planes()[1].clone();
    let (after, recovery) = world.change_at_last(&other, "After").await?;
    let done = world.lost(&other, &[made, after]).await;
    let (lost, known) = world.explain(done)?;
    sleep(OUTAGE).await;
    world.cluster.node("cp-1")?.start().await?;
    let seen = load.stop().await?;
    world.explain(report("one of two control planes killed", lost, 0, &seen, recovery + known))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_control_plane_is_killed() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P3, &[]).await?;
    let journey = &world.journey;
    // Issued and never used; and used and revoked.
    let (fresh, revoked) = (journey.token(&world.access).await?, journey.token(&world.access).await?);
    world.is_admitted(&revoked).await?;
    let client = journey.client.basic(&world.access.consumer_key, &world.access.consumer_secret);
    ensure!(client.form("/oauth2/revoke", &[("token", &revoked)]).await?.status == 200);
    for gateway in &journey.site.gateways {
        journey.call_until(gateway, &revoked, ITEMS, 401).await?;
    }
    let load = world.load();
    for node in ["cp-1", "cp-2"] {
        world.cluster.node(node)?.kill();
    }
    let until = Instant::now() + OUTAGE;
    let mut forbidden = 0;
    world.is_admitted(&fresh).await.context("a new token that is good")?;
    // Nobody's signature.
    let forged = format!("{}x", fresh.rsplit_once('.').context("a JWT")?.0);
    while Instant::now() < until {
        for gateway in &world.journey.site.gateways {
            for token in [&revoked, &forged] {
                let answer = world.journey.call(gateway, token, Method::GET, ITEMS).await?;
                forbidden += usize::from(answer.status != 401);
            }
        }
        sleep(Duration::from_millis(200)).await;
    }
    let since = Instant::now();
    for node in ["cp-1", "cp-2"] {
        world.cluster.node(node)?.spawn()?;
    }
    for node in ["cp-1", "cp-2"] {
        world.cluster.node(node)?.ready().await?;
    }
    let first = world.cluster.control_planes()[0].clone();
    let (made, _) = world.change_at_last(&first, "After").await?;
    let done = world.lost(&first, &[made]).await;
    let (lost, _) = world.explain(done)?;
    let (recovery, seen) = (since.elapsed(), load.stop().await?);
    world.explain(report("every control plane killed", lost, forbidden, &seen, recovery))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hub_is_killed_and_comes_back() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P3, &[]).await?;
    let load = world.load();
    world.cluster.hub.as_mut().context("a hub")?.kill();
    let planes = world.cluster.control_planes();
    let since = Instant::now();
    let made = [world.change(&planes[0], "First").await?, world.change(&planes[1], "Second").await?];
    println!("a change without the hub took {:?}", since.elapsed() / 2);
    sleep(OUTAGE).await;
    world.cluster.hub.as_mut().context("a hub")?.restart().await?;
    let done = world.lost(&planes[0], &made).await;
    let (lost, recovery) = world.explain(done)?;
    let seen = load.stop().await?;
    world.explain(report("hub killed and restarted", lost, 0, &seen, recovery))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_hangs() -> Result<()> {
    let _alone = alone().await;
    let world = World::start(Pattern::P3, &[]).await?;
    let load = world.load();
    let database = world.cluster.database.as_ref().context("a database")?;
    database.pause()?;
    for plane in world.cluster.control_planes() {
        let since = Instant::now();
        let asked = world.admin.at(&plane);
        let asked = tokio::time::timeout(PATIENCE, asked.get("/api/am/publisher/v4/apis"));
        let answer = asked.await.context("no answer")??;
        println!("database hangs: {} after {:?} (promised: 503 within 3 s)", answer.status, since.elapsed());
        ensure!(answer.status == 503, "{} {}", answer.status, answer.text());
        ensure!(answer.header("retry-after").is_some(), "no Retry-After");
    }
    database.resume()?;
    let first = world.cluster.control_planes()[0].clone();
    let (made, recovery) = world.change_at_last(&first, "After").await?;
    let done = world.lost(&first, &[made]).await;
    let (lost, _) = world.explain(done)?;
    let seen = load.stop().await?;
    world.explain(report("database hangs", lost, 0, &seen, recovery))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_starts_with_everything_else_down() -> Result<()> {
    let _alone = alone().await;
    let mut world = World::start(Pattern::P3, &[]).await?;
    for node in ["cp-1", "cp-2", "tm-1", "tm-2"] {
        world.cluster.node(node)?.kill();
    }
    world.cluster.hub.as_mut().context("a hub")?.kill();
    world.cluster.database.as_mut().context("a database")?.kill();
    // A gateway writes what it serves within about a second, also when the hub goes away meanwhile.
    let (snapshot, end) =
        (world.cluster.node("gw-1")?.data().join("gateway.snapshot"), Instant::now() + PATIENCE);
    while !std::fs::read_to_string(&snapshot).is_ok_and(|s| s.contains(&world.access.consumer_key)) {
        ensure!(Instant::now() < end, "the gateway's snapshot lacks what it serves");
        sleep(Duration::from_millis(20)).await;
    }
    world.cluster.node("gw-1")?.kill();
    let load = world.load_of("gw-2")?;
    let since = Instant::now();
    let started = world.cluster.node("gw-1")?.start().await;
    world.explain(started)?;
    let gateway = world.cluster.node("gw-1")?.gateway_https();
    let served = world.journey.call_until(&gateway, &world.token, ITEMS, 200).await;
    world.explain(served)?;
    let recovery = since.elapsed();
    let bare = world.journey.call(&gateway, "", Method::GET, ITEMS).await?;
    ensure!(bare.status == 401, "{} {}", bare.status, bare.text());
    let seen = load.stop().await?;
    world.explain(report("a gateway starts with everything else down", 0, 0, &seen, recovery))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_manager_is_killed() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    for pattern in [Pattern::P4, Pattern::P5] {
        let mut world = World::start(pattern, &[]).await?;
        let load = world.load();
        let (plane, other) =
            (world.cluster.control_planes()[0].clone(), world.cluster.key_managers()[1].clone());
        world.cluster.node("km-1")?.kill();
        let since = Instant::now();
        let token = world.journey.token_at(&other, &world.access).await?;
        world.is_admitted(&token).await?;
        println!("a token of the other key manager after {:?}", since.elapsed());
        // Twice, so that it is the dead one's turn once.
        let (first, one) = world.change_at_last(&plane, "First").await?;
        let (second, two) = world.change_at_last(&plane, "Second").await?;
        let done = world.lost(&other, &[first, second]).await;
        let (lost, _) = world.explain(done)?;
        sleep(OUTAGE).await;
        let seen = load.stop().await?;
        let scenario = format!("one of two key managers killed ({pattern:?})");
        world.explain(report(&scenario, lost, 0, &seen, one.max(two)))?;
    }
    Ok(())
}
