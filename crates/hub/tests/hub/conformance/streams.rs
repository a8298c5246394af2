use std::collections::BTreeSet;

use hub::{Delivery, Event, Stream};
use tokio::sync::mpsc;

use crate::bench::{Bench, next};

fn event(id: &str) -> Event {
    Event { id: id.to_owned(), body: format!("body of {id}").into() }
}

async fn next_acked(events: &mut mpsc::Receiver<Delivery>) -> Event {
    let delivery = next(events).await;
    let event = (*delivery).clone();
    delivery.ack();
    event
}

pub async fn an_event_is_stored_once(b: &Bench) {
    let mut events = b.hub.consume(Stream::Acks, "g").await.unwrap();
    for id in ["1", "2", "1", "2", "3"] {
        b.other.publish(Stream::Acks, event(id)).await.unwrap();
    }
    for id in ["1", "2", "3"] {
        assert_eq!(next_acked(&mut events).await, event(id));
    }
}

pub async fn a_dropped_delivery_comes_again(b: &Bench) {
    let mut events = b.hub.consume(Stream::Acks, "g").await.unwrap();
    b.hub.publish(Stream::Acks, event("1")).await.unwrap();
    for _ in 0..3 {
        let delivery = next(&mut events).await;
        assert_eq!(*delivery, event("1"));
        drop(delivery);
    }
    assert_eq!(next_acked(&mut events).await, event("1"));
    b.hub.publish(Stream::Acks, event("2")).await.unwrap();
    assert_eq!(next_acked(&mut events).await, event("2"), "what was acknowledged does not come again");
}

pub async fn a_group_is_handed_over(b: &Bench) {
    let mut first = b.hub.consume(Stream::Acks, "g").await.unwrap();
    for id in 0..20 {
        b.hub.publish(Stream::Acks, event(&id.to_string())).await.unwrap();
    }
    let done = next_acked(&mut first).await;
    let in_hand = next(&mut first).await;
    drop(first);
    let mut second = b.other.consume(Stream::Acks, "g").await.unwrap();
    let unsettled = in_hand.id.clone();
    drop(in_hand);
    let mut seen = BTreeSet::new();
    while seen.len() < 19 {
        seen.insert(next_acked(&mut second).await.id);
    }
    assert!(!seen.contains(&done.id) && seen.contains(&unsettled));
}

pub async fn groups_do_not_share(b: &Bench) {
    let mut one = b.hub.consume(Stream::Analytics, "one").await.unwrap();
    let mut two = b.other.consume(Stream::Analytics, "two").await.unwrap();
    let mut acks = b.hub.consume(Stream::Acks, "one").await.unwrap();
    b.hub.publish(Stream::Analytics, event("1")).await.unwrap();
    b.hub.publish(Stream::Acks, event("2")).await.unwrap();
    assert_eq!(next_acked(&mut one).await, event("1"));
    assert_eq!(next_acked(&mut two).await, event("1"));
    assert_eq!(next_acked(&mut acks).await, event("2"), "streams are apart");
}

pub async fn a_new_group_begins_with_the_oldest(b: &Bench) {
    for id in ["1", "2"] {
        b.hub.publish(Stream::Acks, event(id)).await.unwrap();
    }
    let mut late = b.other.consume(Stream::Acks, "late").await.unwrap();
    for id in ["1", "2"] {
        assert_eq!(next_acked(&mut late).await, event(id));
    }
}

pub async fn members_of_a_group_share(b: &Bench) {
    let mut one = b.hub.consume(Stream::Acks, "g").await.unwrap();
    let mut two = b.other.consume(Stream::Acks, "g").await.unwrap();
    for id in 0..200 {
        b.hub.publish(Stream::Acks, event(&id.to_string())).await.unwrap();
    }
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        let delivery = tokio::select! {
            delivery = next(&mut one) => delivery,
            delivery = next(&mut two) => delivery,
        };
        assert!(seen.insert(delivery.id.clone()), "{} came twice", delivery.id);
        delivery.ack();
    }
}
