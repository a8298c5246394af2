//! What gateways say about deployments, from the event hub into the database.

use std::time::Duration;

use hub::stream::DeploymentAck;
use hub::{Delivery, Stream};
use store::revision::ack::AckRow;
use tokio::time::sleep;
use tracing::{info, warn};

use crate::Control;
use crate::error::Error;

const GROUP: &str = "control-plane";
/// Acknowledgements written in one transaction: a gateway that starts sends one per deployed API.
const BATCH: usize = 256;
const RETRY: Duration = Duration::from_millis(500);

impl Control {
    /// Notes acknowledgements until `stop` resolves.
    pub async fn watch_deployments(&self, stop: impl Future<Output = ()>) {
        let work = async {
            loop {
                match self.hub().consume(Stream::Acks, GROUP).await {
                    Ok(mut events) => {
                        let mut batch = Vec::with_capacity(BATCH);
                        while events.recv_many(&mut batch, BATCH).await > 0 {
                            self.note_patiently(&batch).await;
                            // Committed: now the hub may forget them.
                            batch.drain(..).for_each(Delivery::ack);
                        }
                    }
                    Err(error) => warn!(%error, "acknowledgements cannot be received; trying again"),
                }
                sleep(RETRY).await;
            }
        };
        tokio::select! {
            () = work => {}
            () = stop => info!("watch over deployments stopped"),
        }
    }

    /// Until the database takes them: what is not taken comes again and again, and nothing else gets through.
    async fn note_patiently(&self, batch: &[Delivery]) {
        while let Err(error) = self.note_acks(batch).await {
            warn!(%error, "acknowledgements cannot be written; trying again");
            sleep(RETRY).await;
        }
    }

    async fn note_acks(&self, batch: &[Delivery]) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        for event in batch {
            let Ok(ack) = serde_json::from_slice::<DeploymentAck>(&event.body) else {
                warn!(event = %event.id, "an acknowledgement that cannot be read was dropped");
                continue;
            };
            // The API may have been deleted since.
            let Some(tenant) = store::api::tenant_of(&mut tx, &ack.api_id).await? else { continue };
            let row = AckRow {
                api_id: ack.api_id,
                environment: ack.environment,
                node: ack.node,
                tenant,
                revision_id: ack.revision_id,
                catalog_version: i64::try_from(ack.catalog_version).unwrap_or(i64::MAX),
                failure: ack.failure,
                at: self.ambient().now().0,
            };
            store::revision::ack::put(&mut tx, &row).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
