//! What the hub holds is lost, all of it or on one server of three (scenario 9).

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use testkit::{Cluster, Pattern};
use tokio::time::Instant;

use crate::load::Load;
use crate::world::{World, report};
use crate::{all, alone};

/// Far above what the load makes: quotas are leased, and never used up.
const WIDE: usize = 1_000_000;
const STREAMS: [&str; 6] = ["KV_catalog", "KV_presence", "KV_locks", "KV_state", "acks", "analytics"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_on_the_hub_is_deleted() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P3, &[("gw-3", "gw-1")]).await?;
    let access = world.journey.limited(&world.admin, &world.api, "Wide", WIDE, "min").await?;
    let token = world.journey.token(&access).await?;
    world.is_admitted(&token).await?;
    // One that knows nothing, and cannot know before the catalog is whole again.
    world.cluster.node("gw-3")?.terminate()?;
    fs::remove_dir_all(world.cluster.node("gw-3")?.data())?;
    let others = [world.cluster.node("gw-1")?.gateway_https(), world.cluster.node("gw-2")?.gateway_https()];
    let load = Load::start(&world.journey.client, &others, &token, 2, Duration::from_millis(20));
    let hub = world.cluster.hub.as_ref().context("a hub")?;
    for stream in STREAMS {
        let answer = hub.operate(&format!("STREAM.DELETE.{stream}")).await?;
        ensure!(answer.contains("\"success\":true"), "{stream}: {answer}");
    }
    let since = Instant::now();
    let made = world.change(&world.cluster.control_planes()[1], "Meanwhile").await?;
    let started = world.cluster.node("gw-3")?.start().await;
    world.explain(started)?;
    world.is_admitted(&token).await?;
    let rebuilt = since.elapsed();
    let first = world.cluster.control_planes()[0].clone();
    let done = world.lost(&first, &[made]).await;
    let (lost, _) = world.explain(done)?;
    println!("the hub rebuilt after {:.1} s (promised: 60 s)", rebuilt.as_secs_f64());
    let seen = load.stop().await?;
    world.explain(report("every stream and bucket of the hub deleted", lost, 0, &seen, since.elapsed()))
}

/// Overwrites every message that JetStream has stored. With its own books overwritten too it refuses to start, and its
/// folder has to be emptied (docs/operate/hub.md).
fn corrupt(folder: &Path) -> Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            count += corrupt(&path)?;
        } else if path.extension().is_some_and(|e| e == "blk") {
            let len = usize::try_from(fs::metadata(&path)?.len())?;
            fs::write(&path, vec![0xA5; len])?;
            count += 1;
        }
    }
    Ok(count)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_three_servers_loses_its_data() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let cluster = Cluster::start_on_three(Pattern::P3, &[]).await?;
    let mut world = World::over(cluster).await?;
    let planes = world.cluster.control_planes();
    let config = world.cluster.peers[0].operate("STREAM.INFO.KV_catalog").await?;
    ensure!(config.contains("\"num_replicas\":3"), "{config}");
    for (how, victim) in [("wiped", 0), ("corrupted", 1)] {
        let load = world.load();
        let since = Instant::now();
        world.cluster.peers[victim].kill();
        let (before, _) = world.change_at_last(&planes[0], "While").await?;
        let store = world.cluster.peers[victim].store();
        if how == "wiped" {
            fs::remove_dir_all(&store)?;
        } else {
            ensure!(corrupt(&store)? > 0, "nothing to corrupt in {}", store.display());
        }
        world.cluster.peers[victim].restart().await?;
        let back = since.elapsed();
        // Now it is needed: with another one gone, two of three are left.
        world.cluster.peers[1 - victim].kill();
        let (after, _) = world.change_at_last(&planes[1], "After").await?;
        let done = world.lost(&planes[0], &[before, after]).await;
        let (lost, _) = world.explain(done)?;
        let recovery = since.elapsed();
        world.cluster.peers[1 - victim].restart().await?;
        let seen = load.stop().await?;
        println!("{how}: the server is whole again {:.1} s after it was killed", back.as_secs_f64());
        let scenario = format!("one of three hub servers {how}, then another killed");
        world.explain(report(&scenario, lost, 0, &seen, recovery))?;
    }
    Ok(())
}
