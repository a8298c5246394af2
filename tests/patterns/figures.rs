//! Figures of a distributed pattern (docs/performance.md): printed, and no reason to fail.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Pattern;
use tokio::time::{Instant, sleep};
use turnpike_tests::journey::ITEMS;

use crate::world::{PATIENCE, World};
use crate::wrk::{Bare, Wrk};
use crate::{all, alone};

const ROUNDS: usize = 50;
/// Catalog changes that a gateway misses.
const MISSED: usize = 10_000;
/// Far above what the load makes: quotas are leased, and never used up.
const WIDE: usize = 100_000_000;
const SECONDS: u64 = 10;
const LOOK: Duration = Duration::from_millis(2);
/// The only database of the pattern.
const NAME: &str = "test_0";
const TRAFFIC_MANAGERS: [&str; 2] = ["tm-1", "tm-2"];

/// Median, 99th of a hundred (the worst but few), and the worst.
fn print(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!("{what}: p50 {:.0?}, p99 {:.0?} of {}", at(50), at(99), times.len());
}

/// Until every gateway answers so; they are asked in turn.
async fn until(world: &World, token: &str, status: u16) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    for gateway in &world.journey.site.gateways {
        while world.journey.call(gateway, token, Method::GET, ITEMS).await?.status != status {
            ensure!(Instant::now() < end, "{gateway} never answers {status}");
            sleep(LOOK).await;
        }
    }
    Ok(())
}

async fn publications(world: &World) -> Result<()> {
    let path = format!("/api/am/publisher/v4/apis/{}", world.api);
    let deployed = world.admin.get(&format!("{path}/revisions?query=deployed:true")).await?.expect(200)?;
    let revision = deployed["list"][0]["id"].as_str().context("a revision")?.to_owned();
    let target = json!([{"name": "Default", "vhost": "localhost", "displayOnDevportal": true}]);
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        world
            .admin
            .post(&format!("{path}/undeploy-revision?revisionId={revision}"), &target)
            .await?
            .expect(201)?;
        until(world, &world.token, 404).await?;
        let since = Instant::now();
        world
            .admin
            .post(&format!("{path}/deploy-revision?revisionId={revision}"), &target)
            .await?
            .expect(201)?;
        until(world, &world.token, 200).await?;
        times.push(since.elapsed());
    }
    print("deployment asked for to served by both gateways", times);
    Ok(())
}

async fn revocations(world: &World) -> Result<()> {
    let client = world.journey.client.basic(&world.access.consumer_key, &world.access.consumer_secret);
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let token = world.journey.token(&world.access).await?;
        until(world, &token, 200).await?;
        let since = Instant::now();
        let revoked = client.form("/oauth2/revoke", &[("token", &token)]).await?;
        ensure!(revoked.status == 200, "{}", revoked.text());
        until(world, &token, 401).await?;
        times.push(since.elapsed());
    }
    print("revocation asked for to refused by both gateways", times);
    Ok(())
}

/// A gateway is away while applications are made, as control planes would put them.
async fn catching_up(world: &mut World) -> Result<()> {
    world.cluster.node("gw-2")?.terminate()?;
    let database = world.cluster.database.as_ref().context("a database")?;
    let made = format!(
        "WITH one AS (SELECT * FROM catalog_document WHERE kind = 'application' AND body IS NOT NULL LIMIT 1),
         many AS (SELECT one.kind, one.tenant, one.id AS of, gen_random_uuid()::text AS id, environments, body
                  FROM one, generate_series(1, {MISSED})),
         told AS (INSERT INTO outbox (kind, tenant, id, at) SELECT kind, tenant, id, 0 FROM many RETURNING seq, id)
         INSERT INTO catalog_document (kind, tenant, id, environments, version, body)
         SELECT kind, tenant, many.id, environments, told.seq, replace(body, many.of, many.id)
         FROM many JOIN told ON told.id = many.id"
    );
    let since = Instant::now();
    database.sql(NAME, &made)?;
    while database.sql(NAME, "SELECT count(*) FROM outbox")? != "0" {
        ensure!(since.elapsed() < 5 * PATIENCE, "the outbox is not relayed");
        sleep(Duration::from_millis(50)).await;
    }
    println!("{MISSED} changes from the database to the hub: {:.1?}", since.elapsed());
    let last = world.change(&world.cluster.control_planes()[0], "Last").await?;
    let token = world.journey.token(&last).await?;
    let since = Instant::now();
    world.cluster.node("gw-2")?.start().await?;
    let ready = since.elapsed();
    let gateway = world.cluster.node("gw-2")?.gateway_https();
    world.journey.call_until(&gateway, &token, ITEMS, 200).await?;
    println!(
        "a gateway that missed {MISSED} changes: ready after {ready:.1?}, knows the last after {:.1?}",
        since.elapsed()
    );
    Ok(())
}

fn memory(world: &mut World) -> Result<()> {
    for name in ["cp-1", "gw-1", "tm-1"] {
        let pid = world.cluster.node(name)?.pid().context("not running")?;
        let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
        let resident = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).context("VmRSS")?;
        let kib: f64 = resident.trim().trim_end_matches(" kB").trim().parse()?;
        println!("{name}, idle: {:.1} MiB", kib / 1_024.0);
    }
    Ok(())
}

/// Messages that the hub has sent to the traffic managers so far.
async fn messages(world: &World) -> Result<u64> {
    let monitor = world.cluster.hub.as_ref().context("a hub")?.monitor();
    let text = reqwest::get(format!("{monitor}/connz?limit=1024")).await?.text().await?;
    let all: Value = serde_json::from_str(&text)?;
    let of = all["connections"].as_array().context("connections")?.iter();
    let of = of.filter(|c| TRAFFIC_MANAGERS.iter().any(|name| c["name"] == *name));
    let counts: Vec<u64> = of.filter_map(|c| c["out_msgs"].as_u64()).collect();
    ensure!(counts.len() >= TRAFFIC_MANAGERS.len(), "traffic managers are not connected: {text}");
    Ok(counts.iter().sum())
}

async fn quota_messages(world: &mut World) -> Result<()> {
    let span = Duration::from_secs(SECONDS);
    let before = messages(world).await?;
    sleep(span).await;
    let idle = messages(world).await? - before;
    let back_end = Bare::start().await?;
    world.redirect(back_end.url()).await?;
    let access = world.journey.limited(&world.admin, &world.api, "Wide", WIDE, "hour").await?;
    let token = world.journey.token(&access).await?;
    world.is_admitted(&token).await?;
    let mut urls = Vec::new();
    for name in ["gw-1", "gw-2", "gw-3"] {
        urls.push(format!("{}{ITEMS}", world.cluster.node(name)?.gateway_http()));
    }
    // The first two seconds are not counted.
    let load = Wrk::start(&urls, &token, SECONDS + 4)?;
    sleep(Duration::from_secs(2)).await;
    let (since, before) = (Instant::now(), messages(world).await?);
    sleep(span).await;
    let sent = (messages(world).await? - before) as f64 / since.elapsed().as_secs_f64();
    println!(
        "{} gateways, one quota: {:.0} requests/s, {sent:.1} messages/s to the traffic managers ({:.1} when idle)",
        urls.len(),
        load.finish().await?,
        idle as f64 / span.as_secs_f64()
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P3, &[]).await?;
    memory(&mut world)?;
    let measured = publications(&world).await;
    world.explain(measured)?;
    let measured = revocations(&world).await;
    world.explain(measured)?;
    let measured = catching_up(&mut world).await;
    world.explain(measured)?;
    drop(world);
    // The one role that P3 does not have.
    let mut world = World::start(Pattern::P4, &[]).await?;
    let pid = world.cluster.node("km-1")?.pid().context("not running")?;
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    println!("km-1, idle: {}", status.lines().find(|l| l.starts_with("VmRSS:")).context("VmRSS")?);
    Ok(())
}

/// `TURNPIKE_BIN` names a release build for figures worth keeping.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_for_quotas() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P3, &[("gw-3", "gw-1")]).await?;
    let measured = quota_messages(&mut world).await;
    world.explain(measured)
}
