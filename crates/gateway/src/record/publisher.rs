//! Publishes records as analytics events: several calls per event, each event with an id of its own.

use hub::{Event, SharedHub, Stream};
use tokio::sync::mpsc;

/// Batches that may wait for the hub; more are dropped and counted.
pub const QUEUE: usize = 256;
/// Pause before the hub is tried again.
const AGAIN: std::time::Duration = std::time::Duration::from_secs(1);

/// Publishes until every core has ended. An event's body is `{"node":..,"region":..,"calls":[..]}`, where a call has the
/// members of a line of the access log.
pub async fn run(
    hub: SharedHub,
    node: String,
    region: String,
    life: String,
    mut batches: mpsc::Receiver<String>,
) {
    let mut number = 0u64;
    while let Some(lines) = batches.recv().await {
        number += 1;
        let calls = lines.trim_end().replace('\n', ",");
        let (node_json, region) = (quoted(&node), quoted(&region));
        let body = format!("{{\"node\":{node_json},\"region\":{region},\"calls\":[{calls}]}}");
        let event = Event { id: format!("{node}.{life}.{number}"), body: body.into() };
        while let Err(error) = hub.publish(Stream::Analytics, event.clone()).await {
            tracing::warn!(%error, "analytics not delivered; trying again");
            tokio::time::sleep(AGAIN).await;
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
