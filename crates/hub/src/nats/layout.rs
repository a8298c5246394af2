//! What there is on the server: streams, buckets, subjects. `docs/operate/hub.md` and `deploy/nats` follow it.

use std::time::Duration;

use serde_json::{Value, json};

use super::token::encode;
use crate::{Stream, presence};

/// A key-value bucket, as NATS lays them out: a stream `KV_<name>` over the subjects `$KV.<name>.>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// `<environment or _all>.<kind>.<tenant>.<id>`.
    Catalog,
    Presence,
    Locks,
    State,
}

impl Bucket {
    pub const ALL: [Self; 4] = [Self::Catalog, Self::Presence, Self::Locks, Self::State];

    pub const fn stream(self) -> &'static str {
        match self {
            Self::Catalog => "KV_catalog",
            Self::Presence => "KV_presence",
            Self::Locks => "KV_locks",
            Self::State => "KV_state",
        }
    }

    /// What the bucket's subjects begin with, dot included.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Catalog => "$KV.catalog.",
            Self::Presence => "$KV.presence.",
            Self::Locks => "$KV.locks.",
            Self::State => "$KV.state.",
        }
    }

    /// The subject of one free name.
    pub fn subject(self, name: &str) -> String {
        format!("{}{}", self.prefix(), encode(name))
    }

    fn config(self, replicas: u8) -> Value {
        // Who is there is said anew every few seconds: no reason to write it to disk.
        let (storage, age) = match self {
            Self::Presence => ("memory", nanos(presence::TTL)),
            Self::Catalog | Self::Locks | Self::State => ("file", 0),
        };
        json!({
            "name": self.stream(),
            "subjects": [format!("{}>", self.prefix())],
            "retention": "limits", "storage": storage, "discard": "new", "num_replicas": replicas,
            "max_consumers": -1, "max_msgs": -1, "max_bytes": -1, "max_msgs_per_subject": 1,
            "max_msg_size": MESSAGE_SIZE, "max_age": age,
            // No roll-up: whoever may write one key could empty the bucket with it.
            "allow_direct": true, "allow_rollup_hdrs": false, "deny_delete": true, "deny_purge": true,
        })
    }
}

/// Largest message, 1 MiB: the server's own default limit.
pub const MESSAGE_SIZE: usize = 1024 * 1024;
/// Largest body, so that there is room for headers.
pub const BODY_SIZE: usize = MESSAGE_SIZE - 4_096;
/// Tells that the catalog's bucket holds every document: meant for all, and of no kind.
pub const FILLED: &str = "$KV.catalog._all._filled";
/// Environment token of documents that are meant for all.
pub const ALL_ENVIRONMENTS: &str = "_all";
/// Requests are `turnpike.rpc.<subject>`.
pub const RPC: &str = "turnpike.rpc.";
/// Nobody serves it: the server's refusal measures the way there and back.
pub const PING: &str = "turnpike.ping";

/// The server's name of a stream.
pub const fn stream_name(stream: Stream) -> &'static str {
    stream.name()
}

/// Events are published as `turnpike.<stream>.<identity of the publisher>`.
pub fn stream_subject(stream: Stream, identity: &str) -> String {
    format!("turnpike.{}.{identity}", stream.name())
}

/// Every stream there must be, buckets included, as the server's API takes it.
pub fn configurations(replicas: u8) -> Vec<Value> {
    let buckets = Bucket::ALL.into_iter().map(|b| b.config(replicas));
    buckets.chain(Stream::ALL.into_iter().map(|s| stream_config(s, replicas))).collect()
}

/// What each stream holds at most. The server sets it aside, so its `max_file_store` must have room for both.
const ACKS: i64 = 256 * 1024 * 1024;
const ANALYTICS: i64 = 4 * 1024 * 1024 * 1024;
pub const RESERVED: i64 = ACKS + ANALYTICS;

/// When a stream is full, the oldest events go: a gateway never waits for whoever reads them.
fn stream_config(stream: Stream, replicas: u8) -> Value {
    let (bytes, age) = match stream {
        Stream::Acks => (ACKS, Duration::from_secs(7 * 86_400)),
        Stream::Analytics => (ANALYTICS, Duration::from_secs(3 * 86_400)),
    };
    json!({
        "name": stream_name(stream), "subjects": [stream_subject(stream, "*")],
        "retention": "limits", "storage": "file", "discard": "old", "num_replicas": replicas,
        "max_consumers": -1, "max_msgs": -1, "max_bytes": bytes, "max_age": nanos(age),
        "max_msg_size": MESSAGE_SIZE, "duplicate_window": nanos(DUPLICATES), "deny_delete": true, "deny_purge": true,
    })
}

/// An event published again within this time is stored once.
pub const DUPLICATES: Duration = Duration::from_secs(10 * 60);
/// A delivered event that is not acknowledged within this time is delivered again.
pub const ACK_WAIT: Duration = Duration::from_secs(30);
/// Events of one group that are with consumers at a time.
pub const IN_FLIGHT: usize = 1_024;

pub fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
