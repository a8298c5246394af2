//! What the server is told and asked behind the hub's back.

use async_nats::Client;
use bytes::Bytes;
use hub::nats::HubConfig;
use hub::{Hub, NatsHub};
use testkit::Nats;

use crate::bench::{PATIENCE, TestClock, ambient};

pub async fn raw(nats: &Nats) -> Client {
    async_nats::connect(nats.url()).await.unwrap()
}

pub async fn delete_stream(nats: &Nats, name: &str) {
    let answer =
        raw(nats).await.request(format!("$JS.API.STREAM.DELETE.{name}"), Bytes::new()).await.unwrap();
    let text = String::from_utf8_lossy(&answer.payload).into_owned();
    assert!(text.contains("\"success\":true"), "{text}");
}

async fn notes(nats: &Nats, monitor: Option<String>) -> String {
    let config = HubConfig { monitor, provision: true, ..HubConfig::new(vec![nats.url()], "operator") };
    let hub = NatsHub::connect(&config, ambient(&std::sync::Arc::new(TestClock::real()))).await.unwrap();
    assert!(hub.connected(PATIENCE).await);
    let status = hub.status().await;
    assert!(status.reachable && status.round_trip.is_some(), "{status:?}");
    assert_eq!(
        (status.kind, status.server_version.as_deref().unwrap_or_default().split('.').next()),
        ("nats", Some("2"))
    );
    status.notes.join("; ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_is_told_when_a_power_loss_would_lose_data() {
    let (good, careless) = (Nats::start().await.unwrap(), Nats::careless().await.unwrap());
    assert!(!notes(&good, Some(good.monitor())).await.contains("power loss"));
    assert!(notes(&good, None).await.contains("is not known"));
    assert!(notes(&careless, Some(careless.monitor())).await.contains("may lose acknowledged changes"));
    assert!(notes(&good, Some("http://127.0.0.1:1".to_owned())).await.contains("cannot be read"));
    assert!(notes(&good, Some("ftp://x".to_owned())).await.contains("http://"));
}
