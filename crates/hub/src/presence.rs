//! Who is there: each run-time node announces itself and refreshes it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A node that has been silent for this long is gone.
pub const TTL: Duration = Duration::from_secs(10);
/// How often a node announces itself.
pub const REFRESH: Duration = Duration::from_secs(3);

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Presence {
    pub node: String,
    /// `gateway`, `traffic-manager`, `control-plane`, `key-manager`.
    pub role: String,
    pub environments: Vec<String>,
    pub region: String,
    /// The program's version.
    pub version: String,
    /// Highest catalog version applied.
    pub catalog_version: u64,
    /// Ids under which a gateway holds quota leases, one per core.
    #[serde(default)]
    pub holders: Vec<u64>,
    /// What an operator should know, e.g. "serving from the snapshot".
    #[serde(default)]
    pub note: String,
}

impl Presence {
    /// Whether this is a gateway that serves the environment.
    pub fn serves(&self, environment: &str) -> bool {
        self.role == "gateway"
            && (self.environments.is_empty() || self.environments.iter().any(|e| e == environment))
    }
}
