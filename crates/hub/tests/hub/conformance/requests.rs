use std::time::Duration;

use bytes::Bytes;
use futures::future::join_all;
use hub::{HubError, Presence, Request};
use tokio::sync::mpsc;

use crate::bench::{Bench, PATIENCE, next};

fn echo(mut requests: mpsc::Receiver<Request>) {
    tokio::spawn(async move {
        while let Some(request) = requests.recv().await {
            let body = request.body.clone();
            request.answer(body);
        }
    });
}

pub async fn a_request_is_answered(b: &Bench) {
    echo(b.other.serve("test.shard.1").await.unwrap());
    let answer = b.hub.request("test.shard.1", Bytes::from_static(b"hello"), PATIENCE).await;
    assert_eq!(answer, Ok(Bytes::from_static(b"hello")));
}

pub async fn nobody_serves(b: &Bench) {
    let refused = Err(HubError::NoResponder("test.nobody".to_owned()));
    assert_eq!(b.hub.request("test.nobody", Bytes::new(), PATIENCE).await, refused);
    drop(b.other.serve("test.nobody").await.unwrap());
    b.eventually("a server that is gone is gone", || async {
        (b.hub.request("test.nobody", Bytes::new(), PATIENCE).await == refused).then_some(())
    })
    .await;
}

pub async fn silence_ends_with_the_deadline(b: &Bench) {
    let mut requests = b.other.serve("test.silent").await.unwrap();
    let asked = b.hub.request("test.silent", Bytes::new(), Duration::from_millis(100)).await;
    assert_eq!(asked, Err(HubError::Timeout));
    // The answer that comes too late hurts nobody.
    next(&mut requests).await.answer(Bytes::new());
    echo(requests);
    assert!(b.hub.request("test.silent", Bytes::new(), PATIENCE).await.is_ok());
}

pub async fn whoever_does_not_answer_is_no_responder(b: &Bench) {
    let mut requests = b.other.serve("test.rude").await.unwrap();
    tokio::spawn(async move {
        while let Some(request) = requests.recv().await {
            drop(request);
        }
    });
    let asked = b.hub.request("test.rude", Bytes::new(), PATIENCE).await;
    assert_eq!(asked, Err(HubError::NoResponder("test.rude".to_owned())));
}

pub async fn many_at_a_time(b: &Bench) {
    echo(b.other.serve("test.busy").await.unwrap());
    let asked = (0..500).map(|n: u32| async move {
        let body = Bytes::from(n.to_string());
        assert_eq!(b.hub.request("test.busy", body.clone(), PATIENCE).await, Ok(body));
    });
    join_all(asked).await;
}

pub async fn presence_expires(b: &Bench) {
    let node = |name: &str| Presence {
        node: name.to_owned(),
        role: "gateway".to_owned(),
        environments: vec!["Default".to_owned()],
        holders: vec![7, u64::MAX],
        note: "serving from the snapshot".to_owned(),
        ..Presence::default()
    };
    assert_eq!(b.hub.present().await.unwrap(), []);
    b.hub.announce(node("gw.2")).await.unwrap();
    b.hub.announce(node("gw.1")).await.unwrap();
    b.hub.announce(Presence { catalog_version: 9, ..node("gw.2") }).await.unwrap();
    let both = [node("gw.1"), Presence { catalog_version: 9, ..node("gw.2") }];
    assert_eq!(b.other.present().await.unwrap(), both);
    b.eventually("the silent one is gone", || async {
        b.hub.announce(node("gw.1")).await.unwrap();
        (b.other.present().await.unwrap() == [node("gw.1")]).then_some(())
    })
    .await;
}
