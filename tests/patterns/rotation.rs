//! Keys, secrets and certificates are exchanged under load (scenario 12).

use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use testkit::Pattern;
use tokio::time::{Instant, sleep};
use turnpike_tests::journey::{ITEMS, text};

use crate::balancer::Balancer;
use crate::load::{Load, Seen};
use crate::newcomers::Newcomers;
use crate::world::{PATIENCE, World, report};
use crate::{all, alone};

const KEYS: &str = "/api/server/v1/signing-keys";
const PAUSE: Duration = Duration::from_millis(20);
const GATEWAYS: [&str; 2] = ["gw-1", "gw-2"];
const CONTROL_PLANES: [&str; 2] = ["cp-1", "cp-2"];

/// A pattern behind its load balancer, with callers old and new.
struct Busy {
    world: World,
    balancer: Balancer,
    load: Load,
    newcomers: Newcomers,
    since: Instant,
}

impl Busy {
    async fn start() -> Result<Self> {
        let mut world = World::start(Pattern::P4, &[]).await?;
        let balancer = Balancer::start(&mut world.cluster).await?;
        Ok(Self::over(world, balancer))
    }

    fn over(world: World, balancer: Balancer) -> Self {
        let gateways = [balancer.url(8243), balancer.url(8280)];
        let load = Load::start(&world.journey.client, &gateways, &world.token, 2, PAUSE);
        let newcomers = Newcomers::start(&world, &balancer, &world.access);
        Self { world, balancer, load, newcomers, since: Instant::now() }
    }

    /// Nothing was lost, nothing admitted, nothing failed.
    async fn end(self, scenario: &str) -> Result<World> {
        let (rounds, mut failed) = self.newcomers.stop().await?;
        let seen = self.load.stop().await?;
        ensure!(rounds > 0, "no new token");
        failed.extend(seen.failed);
        let seen = Seen { admitted: seen.admitted + 4 * rounds, refused: seen.refused, failed };
        let reported = report(scenario, 0, 0, &seen, self.since.elapsed());
        self.world.explain(reported.with_context(|| self.balancer.log()))?;
        Ok(self.world)
    }
}

/// The key that signed a token.
fn kid(token: &str) -> Result<String> {
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().context("a header")?)?;
    text(&serde_json::from_slice::<Value>(&header)?, "kid")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_keys_and_secrets_are_exchanged() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let busy = Busy::start().await?;
    let World { journey, admin, .. } = &busy.world;
    let second = admin.at(&busy.world.cluster.control_planes()[1]);
    let mut signed = vec![kid(&busy.world.token)?];
    // Faster than key managers notice by themselves.
    for plane in [admin, &second, admin] {
        plane.post(&format!("{KEYS}/rotate"), &json!({})).await?.expect(200)?;
        sleep(Duration::from_secs(2)).await;
    }
    let end = Instant::now() + PATIENCE;
    while signed.len() < 2 {
        let key = kid(&journey.token(&busy.world.access).await?)?;
        if !signed.contains(&key) {
            signed.push(key);
        }
        ensure!(Instant::now() < end, "new tokens are signed with the old key");
        sleep(PAUSE).await;
    }
    // Of an application that nobody else uses.
    let access = busy.world.change(&busy.world.cluster.control_planes()[0], "Other").await?;
    let old = journey.token(&access).await?;
    let list = admin.get("/api/am/devportal/v3/applications?query=Other").await?.expect(200)?;
    let application = text(&list["list"][0], "applicationId")?;
    let path = format!("/api/am/devportal/v3/applications/{application}/keys/PRODUCTION/regenerate-secret");
    let fresh = text(&admin.post(&path, &json!({})).await?.expect(200)?, "consumerSecret")?;
    for keys in busy.world.cluster.key_managers() {
        let keys = journey.client.at(&keys);
        let grant = [("grant_type", "client_credentials")];
        let ask = |secret: &str| keys.basic(&access.consumer_key, secret);
        let refused = ask(&access.consumer_secret).form("/oauth2/token", &grant).await?;
        ensure!(refused.status == 401, "the old secret: {} {}", refused.status, refused.text());
        let token = text(&ask(&fresh).form("/oauth2/token", &grant).await?.expect(200)?, "access_token")?;
        busy.world.is_admitted(&token).await?;
    }
    busy.world.is_admitted(&old).await.context("a token of before")?;
    busy.end("signing keys rotated three times, a client secret regenerated").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signing_key_is_removed_in_an_emergency() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let world = World::start(Pattern::P4, &[]).await?;
    let leaked = kid(&world.token)?;
    let removed = world.admin.delete(&format!("{KEYS}/{leaked}")).await?;
    ensure!(removed.status == 200, "{} {}", removed.status, removed.text());
    let since = Instant::now();
    for gateway in &world.journey.site.gateways {
        world.journey.call_until(gateway, &world.token, ITEMS, 401).await?;
    }
    let refused = since.elapsed();
    // From now on for good, wherever it is asked.
    let mut forbidden = 0;
    for keys in world.cluster.key_managers() {
        loop {
            let token = world.journey.token_at(&keys, &world.access).await?;
            if kid(&token)? != leaked {
                world.is_admitted(&token).await?;
                break;
            }
            for gateway in &world.journey.site.gateways {
                let answer = world.journey.call(gateway, &token, reqwest::Method::GET, ITEMS).await?;
                forbidden += usize::from(answer.status != 401);
            }
            ensure!(since.elapsed() < PATIENCE, "{keys} goes on signing with the removed key");
            sleep(Duration::from_millis(100)).await;
        }
    }
    println!(
        "a signing key removed: U={forbidden}, refused by every gateway after {refused:.1?}, every key manager signs \
         with another after {:.1?} (promised: 30 s)",
        since.elapsed()
    );
    ensure!(forbidden == 0, "{forbidden} calls were admitted");
    Ok(())
}

/// The certificate that an HTTPS port gives to a new connection.
async fn certificate(url: &str) -> Result<Vec<u8>> {
    let client = reqwest::Client::builder().tls_danger_accept_invalid_certs(true).tls_info(true).build()?;
    let answer = client.get(url).send().await?;
    let info = answer.extensions().get::<reqwest::tls::TlsInfo>().context("TLS")?;
    Ok(info.peer_certificate().context("a certificate")?.to_vec())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_are_renewed() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut busy = Busy::start().await?;
    let hub = busy.world.cluster.hub.as_ref().context("a hub")?;
    let (file, key_file) = hub.certificate();
    let (certificate_pem, key_pem) = hub.issue()?;
    let ports: Vec<_> = busy
        .world
        .cluster
        .gateways()
        .into_iter()
        .chain(busy.world.cluster.control_planes())
        .chain(busy.world.cluster.key_managers())
        .collect();
    let old = certificate(&ports[0]).await?;
    // Half of it: what every node has by now does not fit its key.
    fs::write(&file, certificate_pem)?;
    let end = Instant::now() + PATIENCE;
    while !busy.world.cluster.node("gw-1")?.log().contains("a new certificate cannot be used") {
        ensure!(Instant::now() < end, "the broken certificate is not noticed");
        sleep(PAUSE).await;
    }
    for port in &ports {
        ensure!(certificate(port).await? == old, "{port}: not the old certificate");
    }
    fs::write(&key_file, key_pem)?;
    let since = Instant::now();
    busy.world.cluster.node("gw-2")?.reload()?;
    for port in &ports {
        while certificate(port).await? == old {
            ensure!(Instant::now() < end, "{port}: still the old certificate");
            sleep(PAUSE).await;
        }
    }
    println!("new certificate served on every port after {:.1?}", since.elapsed());
    busy.end("the certificate of every node replaced").await?;
    Ok(())
}

/// A new key pair of the environment: the line of the private one, and the public one.
fn pair(world: &mut World, name: &str) -> Result<(String, String)> {
    let file = world.cluster.node("gw-1")?.data().with_file_name(name);
    let made = Command::new(testkit::node::binary()?).args(["keys", "environment"]).arg(&file).output()?;
    ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Ok((fs::read_to_string(file)?, String::from_utf8(made.stdout)?.trim().to_owned()))
}

/// Gives every gateway these private keys, one gateway after the other.
async fn give_private(world: &mut World, keys: &str) -> Result<()> {
    for name in GATEWAYS {
        let node = world.cluster.node(name)?;
        let file = node.data().with_file_name("environment.jwk");
        fs::write(&file, keys)?;
        node.set("TURNPIKE_SECRETS_ENVIRONMENT_KEY", &file.display().to_string());
    }
    restart(world, GATEWAYS).await
}

async fn give_public(world: &mut World, old: &str, key: &str) -> Result<()> {
    for name in CONTROL_PLANES {
        let file = world.cluster.node(name)?.config().context("a file")?.to_owned();
        let kind = "type = \"hybrid\"\n";
        let line = |key: &str| if key.is_empty() { String::new() } else { format!("public_key = '{key}'\n") };
        let (before, after) = (format!("{kind}{}", line(old)), format!("{kind}{}", line(key)));
        let text = fs::read_to_string(&file)?;
        ensure!(text.contains(&before), "{text}");
        fs::write(&file, text.replace(&before, &after))?;
    }
    restart(world, CONTROL_PLANES).await
}

async fn restart(world: &mut World, names: [&str; 2]) -> Result<()> {
    for name in names {
        world.cluster.node(name)?.terminate()?;
        let started = world.cluster.node(name)?.start().await;
        world.explain(started)?;
        // The load balancer passes it over for five seconds.
        sleep(Duration::from_secs(6)).await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_key_of_an_environment_is_exchanged() -> Result<()> {
    let _alone = alone().await;
    if !all() {
        return Ok(());
    }
    let mut world = World::start(Pattern::P4, &[]).await?;
    let balancer = Balancer::start(&mut world.cluster).await?;
    let (first, first_public) = pair(&mut world, "first.jwk")?;
    give_private(&mut world, &first).await?;
    give_public(&mut world, "", &first_public).await?;
    // A back end that wants a password.
    let path = format!("/api/am/publisher/v4/apis/{}", world.api);
    let mut api = world.admin.get(&path).await?.expect(200)?;
    api["endpointConfig"]["endpoint_security"] = json!({"production": {
        "enabled": true, "type": "BASIC", "username": "turnpike", "password": "of the back end",
    }});
    world.admin.put(&path, &api).await?.expect(200)?;
    world.journey.deploy(&world.admin, &world.api).await?;
    world.journey.live(&world.admin, &world.api).await?;
    let before = world.back_end.seen().len();

    let mut busy = Busy::over(world, balancer);
    let (second, second_public) = pair(&mut busy.world, "second.jwk")?;
    give_private(&mut busy.world, &format!("{first}{second}")).await?;
    give_public(&mut busy.world, &first_public, &second_public).await?;
    busy.world.journey.deploy(&busy.world.admin, &busy.world.api).await?;
    busy.world.journey.live(&busy.world.admin, &busy.world.api).await?;
    give_private(&mut busy.world, &second).await?;
    let world = busy.end("the key of an environment exchanged").await?;
    let seen = world.back_end.seen();
    let bare =
        seen[before..].iter().filter(|s| !s.header("authorization").is_some_and(|v| v.starts_with("Basic ")));
    ensure!(bare.count() == 0, "the back end was called without its password");
    Ok(())
}
