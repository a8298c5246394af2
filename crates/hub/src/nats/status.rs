//! How the server is, and whether it keeps what it acknowledges.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

use super::layout::PING;
use super::link::Link;
use super::{Inner, catalog};
use crate::{HubError, HubStatus};

const DEADLINE: Duration = Duration::from_secs(2);
/// Largest answer of the monitoring endpoint that is read.
const LARGEST: u64 = 1024 * 1024;

pub async fn status(hub: &Inner) -> HubStatus {
    let link = &hub.link;
    let mut status = HubStatus { kind: "nats", ..HubStatus::default() };
    status.server_version = link.client.try_server_info().map(|i| i.version);
    match round_trip(link).await {
        Ok(time) => {
            status.reachable = true;
            status.round_trip = Some(time);
            status.filled = matches!(catalog::is_filled(link).await, Ok(true));
            if !status.filled {
                status.notes.push("the catalog is not complete on the hub".to_owned());
            }
        }
        Err(error) => status.notes.push(error.to_string()),
    }
    status.notes.extend(durability(hub.monitor.as_deref()).await);
    status
}

/// Nobody serves the subject, and the server says so.
async fn round_trip(link: &Link) -> Result<Duration, HubError> {
    let asked = link.now();
    match link.ask(PING, None, Bytes::new(), DEADLINE).await {
        Ok(_) | Err(HubError::NoResponder(_)) => Ok(link.now().saturating_sub(asked)),
        Err(error) => Err(error),
    }
}

/// A note when acknowledged messages can be lost in a power loss, or when that cannot be known.
async fn durability(monitor: Option<&str>) -> Option<String> {
    let Some(monitor) = monitor else {
        return Some(
            "whether the hub survives a power loss is not known: no monitoring endpoint is configured; its \
             jetstream.sync_interval must be \"always\""
                .to_owned(),
        );
    };
    match timeout(DEADLINE, varz(monitor)).await {
        Ok(Ok(varz)) => {
            let config = &varz["jetstream"]["config"];
            if config["sync_always"].as_bool() == Some(true) {
                return None;
            }
            if !config.is_object() {
                return Some("the hub's server has JetStream switched off".to_owned());
            }
            Some("the hub may lose acknowledged changes in a power loss: its jetstream.sync_interval is not \"always\"".to_owned())
        }
        Ok(Err(reason)) => Some(format!("the hub's monitoring endpoint cannot be read: {reason}")),
        Err(_) => Some("the hub's monitoring endpoint does not answer".to_owned()),
    }
}

/// HTTP/1.0, so that the answer ends with the connection.
async fn varz(monitor: &str) -> Result<Value, String> {
    let url = Url::parse(monitor).map_err(|e| e.to_string())?;
    let host = url.host_str().filter(|_| url.scheme() == "http").ok_or("it must be an http:// URL")?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let mut connection =
        TcpStream::connect((host, url.port().unwrap_or(8222))).await.map_err(|e| e.to_string())?;
    let request = format!("GET /varz HTTP/1.0\r\nHost: {host}\r\n\r\n");
    connection.write_all(request.as_bytes()).await.map_err(|e| e.to_string())?;
    let mut answer = Vec::new();
    connection.take(LARGEST).read_to_end(&mut answer).await.map_err(|e| e.to_string())?;
    let body = answer.windows(4).position(|w| w == b"\r\n\r\n").map_or(&[][..], |at| &answer[at + 4..]);
    if !answer.starts_with(b"HTTP/1.0 200") && !answer.starts_with(b"HTTP/1.1 200") {
        return Err("its answer is not 200".to_owned());
    }
    serde_json::from_slice(body).map_err(|e| e.to_string())
}
