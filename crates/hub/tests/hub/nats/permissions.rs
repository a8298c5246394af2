//! Each role with the credentials of `deploy/nats`: what it needs works, what it has no business with is refused.

use std::sync::Arc;
use std::time::Duration;

use async_nats::{Client, ConnectOptions, HeaderMap};
use bytes::Bytes;
use futures::StreamExt;
use hub::nats::{Credentials, HubConfig, Tls};
use hub::{CatalogEvent, Event, Hub, HubError, Interest, NatsHub, Presence, Stream};
use model::catalog::Kind;
use serde_json::{Value, json};
use testkit::Nats;
use tokio::time::timeout;

use crate::bench::{PATIENCE, TestClock, ambient, document, document_for, next, until_current};

fn config(nats: &Nats, user: &str) -> HubConfig {
    HubConfig {
        credentials: Credentials::Password { user: user.to_owned(), password: Nats::password(user).into() },
        tls: Some(Tls { ca: Some(nats.ca()), identity: None }),
        provision: matches!(user, "control-plane" | "all-in-one"),
        ..HubConfig::new(vec![nats.url()], user)
    }
}

async fn role(nats: &Nats, user: &str) -> NatsHub {
    let hub = NatsHub::connect(&config(nats, user), ambient(&Arc::new(TestClock::real()))).await.unwrap();
    assert!(hub.connected(PATIENCE).await, "{user}: {}", nats.log());
    hub
}

/// The role's own client, without the manners of the hub.
async fn raw(nats: &Nats, user: &str) -> Client {
    ConnectOptions::new()
        .user_and_password(user.to_owned(), Nats::password(user))
        .add_root_certificates(nats.ca())
        .custom_inbox_prefix(format!("_INBOX_{user}"))
        .request_timeout(Some(Duration::from_millis(400)))
        .connect(nats.url())
        .await
        .unwrap()
}

fn environment(name: &str) -> Interest {
    Interest { kinds: Vec::new(), environments: vec![name.to_owned()] }
}

async fn filled(nats: &Nats) -> NatsHub {
    let control = role(nats, "control-plane").await;
    let other = document_for(&["Other"], Kind::Api, "7.Other", 3);
    let own = document_for(&["Default"], Kind::Api, "7.Default", 2);
    control.put(vec![document("app", 1), own, other]).await.unwrap();
    control.filled().await.unwrap();
    control
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_role_can_do_its_work() {
    let nats = Nats::secured().await.unwrap();
    let control = filled(&nats).await;
    let (gateway, traffic) = (role(&nats, "gateway-Default").await, role(&nats, "traffic-manager").await);
    let keys = role(&nats, "key-manager").await;
    for hub in [&control, &gateway, &traffic, &keys] {
        let status = hub.status().await;
        assert!(status.reachable && status.filled, "{status:?}");
        hub.announce(Presence { node: format!("{:p}", &raw const *hub), ..Presence::default() })
            .await
            .unwrap();
    }
    assert_eq!(control.present().await.unwrap().len(), 4);
    assert_eq!(traffic.present().await.unwrap().len(), 4);

    let mut catalog = gateway.watch(environment("Default")).await.unwrap();
    assert_eq!(until_current(&mut catalog).await.len(), 2);
    keys.put(vec![document_for(&[], Kind::RevokedToken, "jti", 4)]).await.unwrap();
    let CatalogEvent::Document(revoked) = next(&mut catalog).await else { panic!("a second Current") };
    assert_eq!(revoked.key.id, "jti");

    let mut acks = control.consume(Stream::Acks, "control-plane").await.unwrap();
    let mut calls = control.consume(Stream::Analytics, "control-plane").await.unwrap();
    for (stream, events) in [(Stream::Acks, &mut acks), (Stream::Analytics, &mut calls)] {
        let event = Event { id: "1".to_owned(), body: Bytes::from_static(b"x") };
        gateway.publish(stream, event.clone()).await.unwrap();
        let delivery = next(events).await;
        assert_eq!(*delivery, event);
        delivery.ack();
    }

    let mut lock = traffic.acquire("throttle.shard.1").await.unwrap().expect("nobody holds it");
    assert!(traffic.renew(&mut lock).await.unwrap());
    traffic.save("shard.1", Bytes::from_static(b"checkpoint")).await.unwrap();
    assert!(traffic.load("shard.1").await.unwrap().is_some());
    traffic.forget("shard.1").await.unwrap();
    for (server, asker, subject) in [
        (&traffic, &gateway, "throttle.shard.1"),
        (&traffic, &control, "throttle.shard.1"),
        (&gateway, &traffic, "throttle.holder.00ff"),
        (&keys, &control, "key_manager.km-1"),
        (&keys, &gateway, "opaque_token"),
        (&control, &gateway, "opaque_token"),
    ] {
        let mut requests = server.serve(subject).await.unwrap();
        let answering = async { next(&mut requests).await.answer(Bytes::from_static(b"yes")) };
        let (answer, ()) = tokio::join!(asker.request(subject, Bytes::new(), PATIENCE), answering);
        assert_eq!(answer, Ok(Bytes::from_static(b"yes")));
    }
    traffic.release(lock).await.unwrap();
    let log = nats.log();
    assert!(!log.contains("Violation"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_in_ones_can_do_the_work_of_all_but_key_managers() {
    let nats = Nats::secured().await.unwrap();
    let (one, other) = (role(&nats, "all-in-one").await, role(&nats, "all-in-one").await);
    one.put(vec![document("app", 1)]).await.unwrap();
    one.filled().await.unwrap();
    let mut catalog = other.watch(environment("Default")).await.unwrap();
    assert_eq!(until_current(&mut catalog).await.len(), 1);
    for (hub, node) in [(&one, "aio-1"), (&other, "aio-2")] {
        hub.announce(Presence { node: node.to_owned(), ..Presence::default() }).await.unwrap();
    }
    assert_eq!(one.present().await.unwrap().len(), 2);
    for stream in [Stream::Acks, Stream::Analytics] {
        let mut events = one.consume(stream, "control-plane").await.unwrap();
        let event = Event { id: "1".to_owned(), body: Bytes::from_static(b"x") };
        other.publish(stream, event.clone()).await.unwrap();
        let delivery = next(&mut events).await;
        assert_eq!(*delivery, event);
        delivery.ack();
    }
    let lock = one.acquire("throttle.shard.1").await.unwrap().expect("nobody holds it");
    one.save("shard.1", Bytes::from_static(b"checkpoint")).await.unwrap();
    assert!(other.load("shard.1").await.unwrap().is_some());
    let keys = role(&nats, "key-manager").await;
    for (server, asker, subject) in [
        (&one, &other, "throttle.shard.1"),
        (&other, &one, "throttle.holder.00ff"),
        (&keys, &one, "key_manager.km-1"),
        (&keys, &one, "opaque_token"),
        (&one, &other, "opaque_token"),
    ] {
        let mut requests = server.serve(subject).await.unwrap();
        let answering = async { next(&mut requests).await.answer(Bytes::from_static(b"yes")) };
        let (answer, ()) = tokio::join!(asker.request(subject, Bytes::new(), PATIENCE), answering);
        assert_eq!(answer, Ok(Bytes::from_static(b"yes")));
    }
    one.release(lock).await.unwrap();
    let log = nats.log();
    assert!(!log.contains("Violation"), "{log}");
    // Whoever answers for key managers has the keys of every application.
    let mut served = one.serve("key_manager.km-1").await.unwrap();
    assert!(timeout(PATIENCE, served.recv()).await.unwrap().is_none(), "it may not answer for a key manager");
}

/// The answer, unless there is none.
async fn answer(client: &Client, subject: &str, body: Value) -> Option<String> {
    let answer = client.request(subject.to_owned(), Bytes::from(body.to_string())).await.ok()?;
    Some(String::from_utf8_lossy(&answer.payload).into_owned())
}

fn consumer(filter: &str, deliver: &str) -> Value {
    json!({"stream_name": "KV_catalog", "config": {
        "name": "c", "deliver_subject": deliver, "filter_subject": filter,
        "deliver_policy": "last_per_subject", "ack_policy": "none",
    }})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_cannot_break_out() {
    let nats = Nats::secured().await.unwrap();
    let control = filled(&nats).await;
    let gateway = role(&nats, "gateway-Default").await;
    let before = control.versions(&Interest::default()).await.unwrap();

    // Through the hub: refused at once, and clearly.
    let refused = gateway.put(vec![document("app", 9)]).await;
    assert!(matches!(refused, Err(HubError::Refused(_))), "{refused:?}");
    for refused in [
        gateway.acquire("throttle.shard.1").await.map(drop),
        gateway.load("shard.1").await.map(drop),
        gateway.save("shard.1", Bytes::new()).await,
        gateway.consume(Stream::Acks, "control-plane").await.map(drop),
        gateway.versions(&environment("Other")).await.map(drop),
        gateway.versions(&Interest::default()).await.map(drop),
        gateway.filled().await,
        gateway.request("throttle.holder.00ff", Bytes::new(), PATIENCE).await.map(drop),
        gateway.request("key_manager.km-1", Bytes::new(), PATIENCE).await.map(drop),
    ] {
        assert!(matches!(refused, Err(HubError::Refused(_))), "{refused:?}");
    }
    let mut other = gateway.watch(environment("Other")).await.unwrap();
    let seen = timeout(Duration::from_secs(1), other.recv()).await;
    assert!(seen.is_err(), "another environment's documents: {seen:?}");
    let mut shard = gateway.serve("throttle.shard.1").await.unwrap();
    assert!(timeout(PATIENCE, shard.recv()).await.unwrap().is_none(), "it may not serve a shard");

    // Behind its back.
    let client = raw(&nats, "gateway-Default").await;
    let inbox = client.new_inbox();
    let create = "$JS.API.CONSUMER.CREATE.KV_catalog.c";
    for (subject, body) in [
        (format!("{create}.$KV.catalog.Other.>"), consumer("$KV.catalog.Other.>", &inbox)),
        (format!("{create}.$KV.catalog.>"), consumer("$KV.catalog.>", &inbox)),
        (create.to_owned(), consumer("$KV.catalog.>", &inbox)),
        ("$JS.API.CONSUMER.DURABLE.CREATE.KV_catalog.c".to_owned(), consumer("$KV.catalog.>", &inbox)),
        (
            "$JS.API.DIRECT.GET.KV_catalog.$KV.catalog.Other.api.carbon=2Esuper.7=2EOther".to_owned(),
            json!({}),
        ),
        ("$JS.API.DIRECT.GET.KV_catalog".to_owned(), json!({"seq": 3})),
        ("$JS.API.STREAM.MSG.GET.KV_catalog".to_owned(), json!({"seq": 3})),
        ("$JS.API.STREAM.MSG.DELETE.KV_catalog".to_owned(), json!({"seq": 1})),
        ("$JS.API.STREAM.INFO.KV_catalog".to_owned(), json!({"subjects_filter": ">"})),
        ("$JS.API.STREAM.DELETE.KV_catalog".to_owned(), json!({})),
        ("$JS.API.STREAM.PURGE.KV_catalog".to_owned(), json!({})),
        ("$JS.API.STREAM.UPDATE.KV_catalog".to_owned(), json!({"name": "KV_catalog"})),
        ("$JS.API.STREAM.CREATE.mine".to_owned(), json!({"name": "mine", "subjects": ["turnpike.>"]})),
        ("$JS.API.STREAM.NAMES".to_owned(), json!({})),
        ("$JS.API.CONSUMER.DELETE.acks.control-plane".to_owned(), json!({})),
        ("$JS.API.CONSUMER.MSG.NEXT.acks.control-plane".to_owned(), json!({"batch": 1})),
        ("$KV.catalog.Default.api.carbon=2Esuper.7=2EDefault".to_owned(), json!({})),
        ("$KV.catalog._all._filled".to_owned(), json!({})),
        ("$KV.locks.throttle=2Eshard=2E1".to_owned(), json!({})),
        ("$KV.presence.traffic-manager.x".to_owned(), json!({})),
        ("turnpike.acks.gateway-Other".to_owned(), json!({})),
        ("_INBOX_control-plane.x".to_owned(), json!({})),
        ("$SYS.REQ.SERVER.PING".to_owned(), json!({})),
    ] {
        assert_eq!(answer(&client, &subject, body).await, None, "{subject}");
    }
    // The subject names a filter that is allowed, the body another.
    let lied =
        answer(&client, &format!("{create}.$KV.catalog.Default.>"), consumer("$KV.catalog.Other.>", &inbox))
            .await;
    assert!(lied.as_ref().is_some_and(|a| a.contains("error")), "{lied:?}");
    for subject in [
        "turnpike.>",
        "turnpike.rpc.throttle.shard.*",
        "turnpike.rpc.key_manager.*",
        "_INBOX_control-plane.>",
        "$KV.>",
        ">",
        "$JS.>",
        "turnpike.acks.*",
    ] {
        let mut heard = client.subscribe(subject).await.unwrap();
        let ask = control.request("throttle.shard.1", Bytes::new(), Duration::from_millis(200)).await;
        assert!(ask.is_err(), "{subject}: {ask:?}");
        control.put(vec![document("other", 10)]).await.unwrap();
        let heard = timeout(Duration::from_millis(200), heard.next()).await;
        assert!(!matches!(heard, Ok(Some(_))), "{subject}: {heard:?}");
    }
    let after = control.versions(&Interest::default()).await.unwrap();
    assert_eq!(after.len(), before.len() + 1);
    assert!(before.iter().all(|h| after.contains(h)));
}

/// NATS does not check where a client wants its answers: those that the server gives to a gateway can be sent where the
/// gateway may not publish. It disturbs, and forges nothing (docs/operate/hub.md, "What permissions do not stop").
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn misdirected_answers_disturb_and_forge_nothing() {
    let nats = Nats::secured().await.unwrap();
    let control = filled(&nats).await;
    let traffic = role(&nats, "traffic-manager").await;
    let lost = traffic.acquire("throttle.shard.1").await.unwrap().expect("nobody holds it");
    let mut watched = control.watch(Interest::default()).await.unwrap();
    until_current(&mut watched).await;
    let client = raw(&nats, "gateway-Default").await;
    let app = "$KV.catalog._all.application.carbon=2Esuper.app";
    for target in ["$KV.locks.throttle=2Eshard=2E1", app] {
        let reads = "$JS.API.DIRECT.GET.KV_catalog.$KV.catalog._all._filled";
        client.publish_with_reply(reads, target, Bytes::new()).await.unwrap();
        client.flush().await.unwrap();
    }
    let since = tokio::time::Instant::now();
    let taken = loop {
        if let Some(taken) = traffic.acquire("throttle.shard.1").await.unwrap() {
            break taken;
        }
        assert!(since.elapsed() < PATIENCE, "the lock can be had again");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert!(taken.term > lost.term);
    // The next version replaces whatever is there; nobody was told anything in between.
    control.put(vec![document("app", 10)]).await.unwrap();
    assert_eq!(next(&mut watched).await, CatalogEvent::Document(document("app", 10)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_roles_cannot_do_more_than_theirs() {
    let nats = Nats::secured().await.unwrap();
    let control = filled(&nats).await;
    let (traffic, keys) = (role(&nats, "traffic-manager").await, role(&nats, "key-manager").await);
    for refused in [
        control.acquire("throttle.shard.1").await.map(drop),
        control.save("shard.1", Bytes::new()).await,
        keys.acquire("throttle.shard.1").await.map(drop),
        keys.put(vec![document("app", 9)]).await,
        keys.consume(Stream::Acks, "control-plane").await.map(drop),
        traffic.put(vec![document("app", 9)]).await,
        traffic.versions(&Interest::default()).await.map(drop),
        traffic.request("key_manager.km-1", Bytes::new(), PATIENCE).await.map(drop),
        traffic.publish(Stream::Acks, Event { id: "1".to_owned(), body: Bytes::new() }).await,
    ] {
        assert!(matches!(refused, Err(HubError::Refused(_))), "{refused:?}");
    }
    for user in ["control-plane", "traffic-manager", "key-manager"] {
        let client = raw(&nats, user).await;
        for call in [
            "STREAM.DELETE.KV_catalog",
            "STREAM.PURGE.KV_catalog",
            "STREAM.DELETE.KV_locks",
            "STREAM.UPDATE.acks",
        ] {
            let done = answer(&client, &format!("$JS.API.{call}"), json!({})).await;
            assert_eq!(done, None, "{user}: {call}");
        }
        // A removal is a document; keys are never ended.
        let mut headers = HeaderMap::new();
        headers.insert("KV-Operation", "PURGE");
        headers.insert("Nats-Rollup", "all");
        let purge = client.request_with_headers("$KV.catalog._all.api.x.y", headers, Bytes::new()).await;
        let stored = control.versions(&Interest::default()).await.unwrap().len();
        assert!(stored == 3, "{user}: {purge:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_stay_outside() {
    let nats = Nats::secured().await.unwrap();
    let good = config(&nats, "gateway-Default");
    let none = HubConfig { credentials: Credentials::None, ..good.clone() };
    let wrong = Credentials::Password { user: "gateway-Default".to_owned(), password: "wrong".into() };
    let wrong = HubConfig { credentials: wrong, ..good.clone() };
    let distrust = HubConfig { tls: Some(Tls::default()), ..good };
    for config in [none, wrong, distrust] {
        let hub = NatsHub::connect(&config, ambient(&Arc::new(TestClock::real()))).await.unwrap();
        assert!(!hub.connected(Duration::from_secs(2)).await, "{config:?}");
        assert!(!format!("{config:?}").contains("wrong\""), "secrets are not shown");
    }
}
