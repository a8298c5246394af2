//! Acknowledgements: what a published table serves, told to the control plane.

use hub::stream::DeploymentAck;
use hub::{Event, SharedHub, Stream};
use model::catalog::DeployedApi;

/// What happened to one API document, before it is known which node says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    environment: String,
    api_id: String,
    revision_id: Option<String>,
    version: u64,
    failure: Option<String>,
}

impl Ack {
    pub fn of(document: &DeployedApi, version: u64, failure: Option<&str>) -> Self {
        Self {
            environment: document.environment.clone(),
            api_id: document.api_id.clone(),
            revision_id: Some(document.revision_id.clone()),
            version,
            failure: failure.map(str::to_owned),
        }
    }

    pub fn undeployed(document: &DeployedApi, version: u64) -> Self {
        Self { revision_id: None, ..Self::of(document, version, None) }
    }

    /// Publishes as `node`. `life` tells this life of the process from others, so that a restart says it again.
    /// Says whether the hub has taken it.
    pub async fn publish(&self, hub: &SharedHub, node: &str, life: &str) -> bool {
        let id = format!("{node}.{life}.{}.{}.{}", self.api_id, self.environment, self.version);
        let ack = DeploymentAck {
            node: node.to_owned(),
            environment: self.environment.clone(),
            api_id: self.api_id.clone(),
            revision_id: self.revision_id.clone(),
            catalog_version: self.version,
            failure: self.failure.clone(),
        };
        let Ok(body) = serde_json::to_vec(&ack) else { return true };
        let taken = hub.publish(Stream::Acks, Event { id, body: body.into() }).await;
        if let Err(error) = &taken {
            tracing::warn!(%error, api = %ack.api_id, "acknowledgement not delivered");
        }
        taken.is_ok()
    }
}
