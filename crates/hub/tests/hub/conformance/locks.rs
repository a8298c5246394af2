use bytes::Bytes;
use hub::{HubError, STATE_SIZE};
use model::Clock;

use crate::bench::Bench;

pub async fn a_lock_is_held_by_one(b: &Bench) {
    let mut held = b.hub.acquire("shard.1").await.unwrap().expect("nobody holds it");
    assert!(held.until > b.clock.monotonic());
    assert_eq!(b.other.acquire("shard.1").await.unwrap(), None);
    assert_eq!(b.hub.acquire("shard.1").await.unwrap(), None, "not even by the same node twice");
    assert!(b.hub.acquire("shard.2").await.unwrap().is_some());
    for _ in 0..3 {
        assert!(b.hub.renew(&mut held).await.unwrap());
        assert_eq!(b.other.acquire("shard.1").await.unwrap(), None);
    }
    b.hub.release(held).await.unwrap();
    assert!(b.other.acquire("shard.1").await.unwrap().is_some(), "free at once");
}

pub async fn a_dead_holder_is_replaced(b: &Bench) {
    let dead = b.hub.acquire("shard").await.unwrap().expect("nobody holds it");
    let next = b.eventually("another holds it", || async { b.other.acquire("shard").await.unwrap() }).await;
    assert!(b.clock.monotonic() >= dead.until, "not before the holder had to let go");
    assert!(next.term > dead.term);
}

pub async fn a_lost_lock_cannot_be_renewed(b: &Bench) {
    let mut lost = b.hub.acquire("shard").await.unwrap().expect("nobody holds it");
    let mut next =
        b.eventually("another holds it", || async { b.other.acquire("shard").await.unwrap() }).await;
    let until = lost.until;
    assert!(!b.hub.renew(&mut lost).await.unwrap());
    assert_eq!(lost.until, until);
    b.hub.release(lost).await.unwrap();
    assert_eq!(b.hub.acquire("shard").await.unwrap(), None, "releasing what is lost frees nothing");
    assert!(b.other.renew(&mut next).await.unwrap());
}

pub async fn terms_rise(b: &Bench) {
    let mut last = 0;
    for round in 0..6 {
        let (hub, name) = if round % 2 == 0 { (&b.hub, "odd.name *") } else { (&b.other, "odd.name *") };
        let held = hub.acquire(name).await.unwrap().expect("nobody holds it");
        assert!(held.term > last, "{} after {last}", held.term);
        last = held.term;
        hub.release(held).await.unwrap();
    }
}

pub async fn state_is_kept_until_forgotten(b: &Bench) {
    let body = |text: &'static str| Bytes::from_static(text.as_bytes());
    assert_eq!(b.hub.load("checkpoint.1").await.unwrap(), None);
    b.hub.save("checkpoint.1", body("one")).await.unwrap();
    b.hub.save("checkpoint.1", body("two")).await.unwrap();
    b.hub.save("checkpoint.2", body("")).await.unwrap();
    assert_eq!(b.other.load("checkpoint.1").await.unwrap(), Some(body("two")));
    assert_eq!(b.other.load("checkpoint.2").await.unwrap(), Some(body("")));
    b.other.forget("checkpoint.1").await.unwrap();
    b.other.forget("never").await.unwrap();
    assert_eq!(b.hub.load("checkpoint.1").await.unwrap(), None);
    b.hub.save("checkpoint.1", body("three")).await.unwrap();
    assert_eq!(b.other.load("checkpoint.1").await.unwrap(), Some(body("three")));
    b.hub.save("large", Bytes::from(vec![7; STATE_SIZE])).await.unwrap();
    let refused = b.hub.save("large", Bytes::from(vec![7; STATE_SIZE + 1])).await;
    assert!(matches!(refused, Err(HubError::Invalid(_))));
}

pub async fn a_status_is_told(b: &Bench) {
    let status = b.other.status().await;
    assert!(status.reachable && status.filled, "{status:?}");
}
