//! The database is killed, slow, or has no connection to give (the rest of scenario 6; `failures` hangs it).

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use testkit::Pattern;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::world::{PATIENCE, World, report};
use crate::{all, alone};

const APIS: &str = "/api/am/publisher/v4/apis";
/// The only database of the pattern.
const NAME: &str = "test_0";
/// More than the connections that the nodes have.
const AT_ONCE: usize = 100;

/// Asks every control plane `times` at once: how many answered 200 and 503, and the slowest of the latter.
async fn ask(world: &World, times: usize) -> Result<(usize, usize, Duration)> {
    let mut asked = JoinSet::new();
    for plane in world.cluster.control_planes() {
        for _ in 0..times {
            let admin = world.admin.at(&plane);
            asked.spawn(async move {
                let since = Instant::now();
                let answer = tokio::time::timeout(PATIENCE, admin.get(APIS)).await.context("no answer")??;
                anyhow::Ok((answer, since.elapsed()))
            });
        }
    }
    let (mut good, mut unavailable, mut slowest) = (0, 0, Duration::ZERO);
    while let Some(done) = asked.join_next().await {
        let (answer, took) = done??;
        match answer.status {
            200 => good += 1,
            503 => {
                ensure!(answer.header("retry-after").is_some(), "no Retry-After");
                unavailable += 1;
                slowest = slowest.max(took);
            }
            other => anyhow::bail!("{other}: {}", answer.text()),
        }
    }
    Ok((good, unavailable, slowest))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_is_killed_and_comes_back() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P3, &[]).await?;
    let load = world.load();
    let first = world.cluster.control_planes()[0].clone();
    // Acknowledged just before.
    let before = world.change(&first, "Before").await?;
    world.cluster.database.as_mut().context("a database")?.kill();
    let until = Instant::now() + Duration::from_secs(8);
    let (mut count, mut slowest) = (0, Duration::ZERO);
    while Instant::now() < until {
        let (good, unavailable, took) = ask(&world, 1).await?;
        ensure!(good == 0, "answered without a database");
        count += unavailable;
        slowest = slowest.max(took);
        sleep(Duration::from_millis(100)).await;
    }
    println!("no database: {count} times 503, the slowest after {slowest:.1?} (promised: 3 s)");
    let since = Instant::now();
    world.cluster.database.as_mut().context("a database")?.restart().await?;
    let (made, _) = world.change_at_last(&first, "After").await?;
    let done = world.lost(&first, &[before, made]).await;
    let (lost, _) = world.explain(done)?;
    let seen = load.stop().await?;
    world.explain(report("database killed for 8 s", lost, 0, &seen, since.elapsed()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_is_slow_and_then_has_no_connection_to_give() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let world = World::start(Pattern::P3, &[]).await?;
    let database = world.cluster.database.as_ref().context("a database")?;
    let first = world.cluster.control_planes()[0].clone();
    let load = world.load();
    // It stands still for most of the time.
    let slowed = async {
        for _ in 0..10 {
            database.pause()?;
            sleep(Duration::from_millis(700)).await;
            database.resume()?;
            sleep(Duration::from_millis(100)).await;
        }
        anyhow::Ok(())
    };
    let asking = async {
        let mut made = Vec::new();
        for number in 0..3 {
            made.push(world.change_at_last(&first, &format!("Slow{number}x")).await?.0);
        }
        anyhow::Ok((made, ask(&world, 3).await?))
    };
    let (slowed, asked) = tokio::join!(slowed, asking);
    slowed?;
    let (made, (good, unavailable, took)) = world.explain(asked)?;
    println!("slow: {good} times 200, {unavailable} times 503 after at most {took:.1?}");
    let done = world.lost(&first, &made).await;
    let (lost, recovery) = world.explain(done)?;
    let seen = load.stop().await?;
    world.explain(report("database slow", lost, 0, &seen, recovery))?;

    let load = world.load();
    let mut blocker = database.start_sql(NAME, "BEGIN; LOCK TABLE api; SELECT pg_sleep(6)")?;
    // Until it has the table.
    let held = "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation \
                WHERE c.relname = 'api' AND l.mode = 'AccessExclusiveLock' AND l.granted";
    let end = Instant::now() + PATIENCE;
    while database.sql(NAME, held)? == "0" {
        ensure!(Instant::now() < end, "the table is not locked");
        sleep(Duration::from_millis(20)).await;
    }
    let (good, unavailable, took) = ask(&world, AT_ONCE).await?;
    println!(
        "every connection stuck: {good} times 200, {unavailable} times 503, the slowest after {took:.1?}"
    );
    ensure!(unavailable > 0, "nothing was stuck");
    let since = Instant::now();
    blocker.wait()?;
    let (made, _) = world.change_at_last(&first, "After").await?;
    let done = world.lost(&first, &[made]).await;
    let (lost, _) = world.explain(done)?;
    let seen = load.stop().await?;
    world.explain(report("every database connection stuck", lost, 0, &seen, since.elapsed()))
}
