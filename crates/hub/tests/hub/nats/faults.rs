//! The server is killed, paused, emptied.

use std::collections::BTreeMap;
use std::time::Duration;

use hub::{CatalogEvent, Event, HubError, Interest, Stream};
use serde_json::json;
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;
use tokio::time::timeout;

use crate::bench::{Bench, PATIENCE, connect, document, next, next_document, removal, until_current};
use crate::nats::server;

/// Puts version after version until told to stop; says what was acknowledged.
async fn put_until(b: &Bench, mut stop: oneshot::Receiver<()>) -> BTreeMap<String, u64> {
    let mut acknowledged = BTreeMap::new();
    let mut version = 0;
    while matches!(stop.try_recv(), Err(TryRecvError::Empty)) {
        version += 1;
        let id = (version % 40).to_string();
        if b.hub.put(vec![document(&id, version)]).await.is_ok() {
            acknowledged.insert(id, version);
        } else {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_server_dies() {
    let mut b = Bench::nats().await;
    let mut nats = b.nats.take().unwrap();
    let mut events = b.other.watch(Interest::default()).await.unwrap();
    until_current(&mut events).await;
    let (stop, stopped) = oneshot::channel();
    let putting = put_until(&b, stopped);
    let killing = async {
        for seen in [50, 100, 150] {
            while next_document(&mut events).await.version < seen {}
            nats.kill();
            nats.restart().await.unwrap();
        }
        while next_document(&mut events).await.version < 200 {}
        stop.send(()).unwrap();
    };
    let (acknowledged, ()) = tokio::join!(putting, killing);
    let held = loop {
        // The connection may still be on its way back.
        match b.other.versions(&Interest::default()).await {
            Ok(held) => break held,
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    };
    let held: BTreeMap<_, _> = held.into_iter().map(|h| (h.key.id, h.version)).collect();
    for (id, version) in &acknowledged {
        assert!(
            held.get(id).is_some_and(|h| h >= version),
            "{id}: {version} acknowledged, {:?} there",
            held.get(id)
        );
    }
    // The watcher that lived through it all is told of each document's last version.
    let last = *acknowledged.values().max().unwrap();
    b.hub.put(vec![document("end", last + 1_000)]).await.unwrap();
    while next_document(&mut events).await.key.id != "end" {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_during_a_break_is_noticed() {
    let mut b = Bench::nats().await;
    let mut nats = b.nats.take().unwrap();
    b.hub.put(vec![document("a", 1), document("b", 2)]).await.unwrap();
    let mut events = b.other.watch(Interest::default()).await.unwrap();
    until_current(&mut events).await;
    nats.kill();
    let asked = b.eventually("the break is seen", || async { b.hub.put(vec![document("c", 3)]).await.err() });
    assert!(matches!(asked.await, HubError::Unreachable(_)));
    let refused = b.other.request("x", bytes::Bytes::new(), PATIENCE).await;
    assert!(matches!(refused, Err(HubError::Unreachable(_))), "fails fast: {refused:?}");
    assert!(!b.hub.status().await.reachable);
    nats.restart().await.unwrap();
    b.eventually("the removal is put", || async { b.hub.put(vec![removal("a", 4)]).await.ok() }).await;
    assert_eq!(next_document(&mut events).await, removal("a", 4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_bucket_removes_nothing_and_is_rebuilt() {
    let b = Bench::nats().await;
    let nats = b.nats.as_ref().unwrap();
    b.hub.put(vec![document("a", 1), document("b", 2), removal("c", 3)]).await.unwrap();
    let mut events = b.other.watch(Interest::default()).await.unwrap();
    until_current(&mut events).await;
    server::delete_stream(nats, "KV_catalog").await;
    b.eventually("it is noticed", || async { (!b.hub.status().await.filled).then_some(()) }).await;
    // Created anew by whoever puts, and not complete.
    b.eventually("it is there again", || async { b.hub.put(vec![document("d", 4)]).await.ok() }).await;
    assert_eq!(next_document(&mut events).await, document("d", 4));
    let mut newcomer = b.other.watch(Interest::default()).await.unwrap();
    assert_eq!(next_document(&mut newcomer).await, document("d", 4));
    let early = timeout(Duration::from_secs(1), newcomer.recv()).await;
    assert!(early.is_err(), "a part is not called current: {early:?}");
    b.hub.put(vec![document("a", 1), document("b", 2), removal("c", 3), document("d", 4)]).await.unwrap();
    b.hub.filled().await.unwrap();
    let rest = until_current(&mut newcomer).await;
    assert_eq!(rest, [document("a", 1), document("b", 2)]);
    assert!(b.hub.status().await.filled);
    // Whoever watched all the time saw no removal, and nothing twice.
    b.hub.put(vec![removal("b", 9)]).await.unwrap();
    assert_eq!(next_document(&mut events).await, removal("b", 9));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_store_removes_nothing() {
    let b = Bench::nats().await;
    b.hub.put(vec![document("a", 1)]).await.unwrap();
    let interest = Interest { kinds: Vec::new(), environments: vec!["Default".to_owned()] };
    let mut events = b.other.watch(interest.clone()).await.unwrap();
    until_current(&mut events).await;
    let nats = b.nats.as_ref().unwrap();
    for stream in ["KV_catalog", "KV_locks", "KV_presence", "KV_state", "acks", "analytics"] {
        server::delete_stream(nats, stream).await;
    }
    b.eventually("all is there again", || async {
        b.hub.publish(Stream::Acks, Event { id: "1".to_owned(), body: bytes::Bytes::new() }).await.ok()?;
        b.hub.put(vec![document("a", 2)]).await.ok()
    })
    .await;
    assert_eq!(next_document(&mut events).await, document("a", 2));
    let mut newcomer = b.other.watch(interest).await.unwrap();
    assert_eq!(next_document(&mut newcomer).await, document("a", 2));
    b.hub.filled().await.unwrap();
    assert_eq!(next(&mut newcomer).await, CatalogEvent::Current);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn terms_rise_over_the_loss_of_the_bucket() {
    let b = Bench::nats().await;
    let before = b.hub.acquire("shard").await.unwrap().expect("nobody holds it");
    server::delete_stream(b.nats.as_ref().unwrap(), "KV_locks").await;
    let after =
        b.eventually("it can be had", || async { b.other.acquire("shard").await.ok().flatten() }).await;
    assert!(after.term > before.term);
    let mut lost = before;
    assert_eq!(b.hub.renew(&mut lost).await, Ok(false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_server_costs_time_only() {
    let b = Bench::nats().await;
    let nats = b.nats.as_ref().unwrap();
    let mut events = b.other.watch(Interest::default()).await.unwrap();
    until_current(&mut events).await;
    nats.pause().unwrap();
    let asked = timeout(PATIENCE, b.hub.put(vec![document("a", 1)])).await.expect("it has a deadline");
    assert!(asked.is_err());
    nats.resume().unwrap();
    b.eventually("it goes on", || async { b.hub.put(vec![document("a", 2)]).await.ok() }).await;
    while next_document(&mut events).await.version < 2 {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_watcher_holds_nobody_up_and_ends_with_the_latest() {
    let b = Bench::nats().await;
    let mut slow = b.other.watch(Interest::default()).await.unwrap();
    until_current(&mut slow).await;
    let mut version = 0;
    for _ in 0..60 {
        let mut batch = Vec::new();
        for id in 0..250 {
            version += 1;
            let mut document = document(&id.to_string(), version);
            document.body = Some(json!("x".repeat(2_000)));
            batch.push(document);
        }
        b.hub.put(batch).await.unwrap();
    }
    let mut last = BTreeMap::new();
    while last.values().max() != Some(&version) {
        let document = next_document(&mut slow).await;
        last.insert(document.key.id, document.version);
    }
    assert_eq!(last.len(), 250);
    let behind: Vec<_> = last.iter().filter(|(_, v)| **v <= version - 250).collect();
    assert!(behind.is_empty(), "not at their last version of up to {version}: {behind:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_documents_are_caught_up_with() {
    let b = Bench::nats().await;
    let since = tokio::time::Instant::now();
    for batch in 0..20u64 {
        let documents = (1..=500).map(|n| document(&(batch * 500 + n).to_string(), batch * 500 + n));
        b.hub.put(documents.collect()).await.unwrap();
    }
    let put = since.elapsed();
    let since = tokio::time::Instant::now();
    let mut events = b.other.watch(Interest::default()).await.unwrap();
    assert_eq!(until_current(&mut events).await.len(), 10_000);
    println!("10,000 documents: put in {put:?}, caught up with in {:?}", since.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_may_start_before_the_server() {
    let mut b = Bench::nats().await;
    let mut nats = b.nats.take().unwrap();
    nats.kill();
    let config = hub::nats::HubConfig::new(vec![nats.url()], "early");
    let early = hub::NatsHub::connect(&config, crate::bench::ambient(&b.clock)).await.unwrap();
    assert!(!hub::Hub::status(&early).await.reachable);
    nats.restart().await.unwrap();
    assert!(early.connected(PATIENCE).await);
    connect(&nats, &b.clock, "late").await;
}
