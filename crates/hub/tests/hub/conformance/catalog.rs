use hub::{Held, Interest};
use model::catalog::{Document, Key, Kind};
use serde_json::json;

use crate::bench::{Bench, document, document_for, next_document, removal, until_current};

pub async fn changes_come_in_order_after_what_was_there(b: &Bench) {
    b.hub.put(vec![document("1", 1), document("2", 2), document("3", 3)]).await.unwrap();
    let mut events = b.other.watch(Interest::default()).await.unwrap();
    let mut there = until_current(&mut events).await;
    there.sort_by_key(|d| d.version);
    assert_eq!(there, [document("1", 1), document("2", 2), document("3", 3)]);
    let changes: Vec<_> = (4..300).map(|v| document(&(v % 7).to_string(), v)).collect();
    b.hub.put(changes.clone()).await.unwrap();
    for change in changes {
        let next = next_document(&mut events).await;
        assert!(next.version >= change.version, "{next:?} after {change:?}");
        if next.version == 299 {
            break;
        }
    }
}

pub async fn older_versions_are_ignored(b: &Bench) {
    let mut events = b.other.watch(Interest::default()).await.unwrap();
    assert_eq!(until_current(&mut events).await, []);
    b.hub.put(vec![document("a", 5)]).await.unwrap();
    // From another node, and the same again.
    b.other.put(vec![document("a", 4), document("a", 5)]).await.unwrap();
    b.other.put(vec![document("a", 6)]).await.unwrap();
    b.hub.put(vec![document("a", 5), document("b", 7)]).await.unwrap();
    for expected in [document("a", 5), document("a", 6), document("b", 7)] {
        assert_eq!(next_document(&mut events).await, expected);
    }
}

pub async fn removals_are_remembered(b: &Bench) {
    b.hub.put(vec![document("a", 1)]).await.unwrap();
    let mut events = b.other.watch(Interest::default()).await.unwrap();
    assert_eq!(until_current(&mut events).await, [document("a", 1)]);
    b.hub.put(vec![removal("a", 3)]).await.unwrap();
    // An older one does not bring it back, a newer one does.
    b.other.put(vec![document("a", 2), document("z", 4)]).await.unwrap();
    assert_eq!(next_document(&mut events).await, removal("a", 3));
    assert_eq!(next_document(&mut events).await, document("z", 4));
    let mut late = b.hub.watch(Interest::default()).await.unwrap();
    assert_eq!(until_current(&mut late).await, [document("z", 4)]);
    b.other.put(vec![document("a", 5)]).await.unwrap();
    assert_eq!(next_document(&mut events).await, document("a", 5));
    assert_eq!(next_document(&mut late).await, document("a", 5));
}

pub async fn a_new_watch_sees_what_is_there(b: &Bench) {
    let mut first = b.hub.watch(Interest::default()).await.unwrap();
    assert_eq!(until_current(&mut first).await, []);
    b.hub.put(vec![document("a", 1)]).await.unwrap();
    assert_eq!(next_document(&mut first).await, document("a", 1));
    drop(first);
    b.hub.put(vec![document("a", 2)]).await.unwrap();
    let mut second = b.hub.watch(Interest::default()).await.unwrap();
    assert_eq!(until_current(&mut second).await, [document("a", 2)]);
}

pub async fn interest_is_by_kind_and_environment(b: &Bench) {
    let all = document_for(&[], Kind::Application, "app", 1);
    let here = document_for(&["Default"], Kind::Api, "api.Default", 2);
    let there = document_for(&["Other"], Kind::Api, "api.Other", 3);
    b.hub.put(vec![all.clone(), here.clone(), there.clone()]).await.unwrap();
    let interest = |kinds: &[Kind], environments: &[&str]| Interest {
        kinds: kinds.to_vec(),
        environments: environments.iter().map(|e| (*e).to_owned()).collect(),
    };
    for (interest, expected) in [
        (interest(&[], &["Default"]), vec![all.clone(), here.clone()]),
        (interest(&[Kind::Api], &["Default"]), vec![here.clone()]),
        (interest(&[Kind::Api], &[]), vec![here.clone(), there.clone()]),
        (interest(&[Kind::Api], &["Default", "Other"]), vec![here.clone(), there.clone()]),
        (interest(&[], &["Third"]), vec![all.clone()]),
    ] {
        let mut events = b.hub.watch(interest.clone()).await.unwrap();
        let mut found = until_current(&mut events).await;
        found.sort_by_key(|d| d.version);
        assert_eq!(found, expected, "{interest:?}");
    }
    let mut events = b.hub.watch(interest(&[], &["Default"])).await.unwrap();
    until_current(&mut events).await;
    let newer = Document { version: 5, ..here };
    b.hub.put(vec![Document { version: 4, ..there }, newer.clone()]).await.unwrap();
    assert_eq!(next_document(&mut events).await, newer);
}

pub async fn two_watchers_see_the_same(b: &Bench) {
    let mut one = b.hub.watch(Interest::default()).await.unwrap();
    let mut two = b.other.watch(Interest::default()).await.unwrap();
    assert_eq!(until_current(&mut one).await, []);
    assert_eq!(until_current(&mut two).await, []);
    let documents: Vec<_> = (1..1_000).map(|v| document(&v.to_string(), v)).collect();
    b.hub.put(documents.clone()).await.unwrap();
    for expected in documents {
        assert_eq!(next_document(&mut one).await, expected);
        assert_eq!(next_document(&mut two).await, expected);
    }
}

pub async fn versions_are_told_with_removals(b: &Bench) {
    let api = document_for(&["Default"], Kind::Api, "api.Default", 4);
    b.hub.put(vec![document("a", 1), document("b", 2), removal("a", 3), api.clone()]).await.unwrap();
    let held = |d: &Document| Held { key: d.key.clone(), version: d.version, removed: d.body.is_none() };
    let (a, other) = (held(&removal("a", 3)), held(&document("b", 2)));
    let all = b.other.versions(&Interest::default()).await.unwrap();
    assert_eq!(all, [held(&api), a.clone(), other.clone()]);
    let elsewhere = Interest { kinds: Vec::new(), environments: vec!["Other".to_owned()] };
    assert_eq!(b.other.versions(&elsewhere).await.unwrap(), [a, other]);
}

pub async fn names_may_hold_anything(b: &Bench) {
    let strange = Document {
        key: Key {
            kind: Kind::RevokedSubject,
            tenant: "a b.*.>".to_owned(),
            id: "user._Ünï\n=2E".to_owned(),
        },
        environments: vec!["_all".to_owned(), "Zür.ich".to_owned()],
        version: 1,
        body: Some(json!(["x"])),
    };
    b.hub.put(vec![strange.clone()]).await.unwrap();
    for environment in ["_all", "Zür.ich"] {
        let interest = Interest { kinds: Vec::new(), environments: vec![environment.to_owned()] };
        let mut events = b.other.watch(interest).await.unwrap();
        assert_eq!(until_current(&mut events).await, std::slice::from_ref(&strange));
    }
    let mut events = b.other.watch(Interest::default()).await.unwrap();
    assert_eq!(until_current(&mut events).await, [strange], "once, although it has two addresses");
}

pub async fn a_batch_may_hold_a_document_twice(b: &Bench) {
    b.hub.put(vec![document("a", 1), document("b", 2), document("a", 3), removal("b", 4)]).await.unwrap();
    let mut events = b.other.watch(Interest::default()).await.unwrap();
    assert_eq!(until_current(&mut events).await, [document("a", 3)]);
}
