//! How the hub is.

use std::time::Duration;

use model::catalog::Key;

/// What an operator should know about the hub.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HubStatus {
    /// `memory` or `nats`.
    pub kind: &'static str,
    pub reachable: bool,
    /// It holds every document ([`crate::Hub::filled`]); `false` also when that cannot be known now. When it is
    /// reachable and not filled, it is to be rebuilt from the database.
    pub filled: bool,
    /// Of the server that is connected to.
    pub server_version: Option<String>,
    /// To the server and back, just now.
    pub round_trip: Option<Duration>,
    /// In words, e.g. settings under which a power loss loses data.
    pub notes: Vec<String>,
}

/// What the hub holds of one document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    pub key: Key,
    pub version: u64,
    /// Its removal is what is held.
    pub removed: bool,
}
