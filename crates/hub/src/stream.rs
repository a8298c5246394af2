//! Streams of events: at-least-once, de-duplicated by id.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The streams there are. Names are part of subjects: never change one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Acknowledgements of deployments ([`DeploymentAck`]).
    Acks,
    /// Usage and analytics events, one per API call.
    Analytics,
}

impl Stream {
    pub const ALL: [Self; 2] = [Self::Acks, Self::Analytics];
    pub const fn name(self) -> &'static str {
        match self {
            Self::Acks => "acks",
            Self::Analytics => "analytics",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Unique; repeats are dropped.
    pub id: String,
    pub body: Bytes,
}

/// A gateway says which revision it now serves, or why it cannot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentAck {
    pub node: String,
    pub environment: String,
    pub api_id: String,
    /// Revision that is now serving; `None` after an undeployment.
    pub revision_id: Option<String>,
    /// Version of the catalog document that was applied.
    pub catalog_version: u64,
    /// Reason when the revision could not be served.
    pub failure: Option<String>,
}
