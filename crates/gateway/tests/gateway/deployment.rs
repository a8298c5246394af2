//! From a document on the hub, or on disk, to an API that answers, and what is said about it.

use std::sync::Arc;

use hub::stream::DeploymentAck;
use hub::{Delivery, SharedHub, Stream};
use model::catalog::Kind;
use serde_json::json;
use tokio::sync::mpsc;

use crate::harness::{ApiBuilder, BackEnd, Bench, TENANT, TestClock, TokenFactory, empty_hub};

pub async fn next(acks: &mut mpsc::Receiver<Delivery>) -> DeploymentAck {
    let event = tokio::time::timeout(std::time::Duration::from_secs(10), acks.recv()).await;
    let event = event.expect("an acknowledgement").unwrap();
    let ack = serde_json::from_slice(&event.body).unwrap();
    event.ack();
    ack
}

#[tokio::test]
async fn what_is_served_is_acknowledged_and_what_is_not_is_explained() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    let mut acks = bench.hub.consume(Stream::Acks, "test").await.unwrap();
    let api = || ApiBuilder::new("/a/1", &back_end.url());
    bench.deploy(api()).await;
    let ack = next(&mut acks).await;
    assert_eq!(
        (ack.node.as_str(), ack.environment.as_str(), ack.api_id.as_str()),
        ("gateway", "Default", "a-1")
    );
    assert_eq!((ack.revision_id.as_deref(), ack.failure), (Some("r1"), None));
    assert_eq!(bench.get("/a/1/x").await.status, 200);

    let policy = json!({"request": [{"policyName": "magic"}]});
    bench.deploy(api().set("revision_id", json!("r2")).set("policies", policy)).await;
    let ack = next(&mut acks).await;
    assert_eq!(ack.revision_id.as_deref(), Some("r2"));
    assert!(ack.failure.is_some_and(|f| f.contains("magic")));
    assert_eq!(bench.get("/a/1/x").await.status, 200, "the revision before goes on");

    for (member, value, reason) in [
        ("production", json!({"mode": "single", "urls": ["ftp://x"]}), "http or https"),
        ("security_schemes", json!(["mutualssl", "mutualssl_mandatory", "oauth2"]), "mutual TLS"),
        ("type", json!("WS"), "type WS"),
    ] {
        bench.deploy(api().set(member, value)).await;
        let failure = next(&mut acks).await.failure;
        assert!(failure.as_ref().is_some_and(|f| f.contains(reason)), "{failure:?}");
    }
    bench.deploy(api().set("production", json!(null)).set("sandbox", json!(null))).await;
    assert_eq!(next(&mut acks).await.failure.as_deref(), Some("the API has no endpoint"));

    bench.remove(Kind::Api, "a-1.Default").await;
    assert_eq!(next(&mut acks).await.revision_id, None);
    bench.wait(|g| g.health().apis == 0).await;
    let present = bench.hub.present().await.unwrap();
    assert_eq!((present[0].node.as_str(), present[0].role.as_str()), ("gateway", "gateway"));
}

#[tokio::test]
async fn a_gateway_starts_from_its_snapshot_and_an_empty_hub_takes_nothing_away() {
    let back_end = BackEnd::start("b").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalog");
    let with = |config: &mut gateway::Config| config.snapshot = Some(file.clone());
    let first = Bench::with(with).await;
    first.deploy(ApiBuilder::new("/a/1", &back_end.url())).await;
    first.put(Kind::RevokedToken, "gone", &json!({"expires_at": i64::MAX / 2})).await;
    let Bench { gateway, tokens, .. } = first;
    gateway.shutdown(std::time::Duration::from_secs(5)).await;

    let clock = Arc::new(TestClock::default());
    let second = Bench::on(empty_hub(&clock), clock, tokens, with);
    second.wait(gateway::Running::ready).await;
    assert!(
        second.gateway.health().text.starts_with("serving from snapshot, "),
        "{:?}",
        second.gateway.health()
    );
    assert_eq!(second.get("/a/1/x").await.status, 200);
    let revoked = second.tokens.with(&json!({"jti": "gone"}));
    assert_eq!(second.client().get("/a/1/x").bearer(&revoked).send().await.status, 401);

    // The hub is filled: what it does not have is gone, and what it has is served.
    second.furnish_from(1_000).await;
    second.wait(|g| g.health().text == "serving from the hub").await;
    assert_eq!(second.get("/a/1/x").await.status, 404);
    let Bench { gateway, tokens, .. } = second;
    gateway.shutdown(std::time::Duration::from_secs(5)).await;

    // A damaged snapshot gives way to the one before.
    std::fs::write(&file, b"turnpike-gateway-snapshot 1 half").unwrap();
    let clock = Arc::new(TestClock::default());
    let third = Bench::on(empty_hub(&clock), clock, tokens, with);
    third.wait(gateway::Running::ready).await;
    assert_eq!(third.get("/a/1/x").await.status, 200);
}

#[tokio::test]
async fn no_snapshot_and_no_hub_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalog");
    std::fs::write(&file, b"nonsense").unwrap();
    let clock = Arc::new(TestClock::default());
    let hub: SharedHub = empty_hub(&clock);
    let bench = Bench::on(hub, clock, TokenFactory::new(), |c| c.snapshot = Some(file));
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(!bench.gateway.ready());
    assert_eq!(bench.get("/a/1/x").await.status, 503);
    bench.change(TENANT, Kind::Tenant, TENANT, Some(json!({"domain": TENANT, "active": true}))).await;
    assert!(bench.gateway.ready());
}

#[tokio::test]
async fn other_environments_are_not_served() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url()).set("environment", json!("Other"))).await;
    assert_eq!(bench.get("/a/1/x").await.status, 404);
}
