//! The outbox relay: publishes committed catalog changes to the hub, in order, and forgets them when published.
//! Publishing twice is harmless, so a crash between the two loses nothing. Of the control planes on one database, one
//! at a time relays; when it dies, the next to look takes over.

use std::time::Duration;

use model::catalog::Kind;
use tokio::time::timeout;
use tracing::{info, warn};

use crate::Control;
use crate::error::Error;

const BATCH: i64 = 500;
/// Looks this often without being told of a change.
const POLL: Duration = Duration::from_secs(1);
const RETRY: Duration = Duration::from_millis(500);

impl Control {
    /// Puts every document of the database on the hub: at start of an in-process hub, and whenever the hub has
    /// lost its data. Returns how many.
    pub async fn rebuild_hub(&self) -> Result<usize, Error> {
        let (mut after, mut count) = (0, 0);
        loop {
            let mut tx = self.read().await?;
            let page = store::catalog::page(&mut tx, after, BATCH).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after = last.version;
            count += page.len();
            self.hub().put(page).await.map_err(|_| Error::Unavailable("the event hub cannot be reached"))?;
        }
        self.hub().filled().await.map_err(|_| Error::Unavailable("the event hub cannot be reached"))?;
        Ok(count)
    }

    /// Publishes what is waiting now, unless another process is at it. Returns how many changes.
    pub async fn relay_once(&self) -> Result<usize, Error> {
        self.relay_once_of(&Kind::ALL).await
    }

    async fn relay_once_of(&self, kinds: &[Kind]) -> Result<usize, Error> {
        let mut total = 0;
        while let Some(batch) = store::catalog::outbox::next_of(self.store(), kinds, BATCH).await? {
            self.hub()
                .put(batch.documents().to_vec())
                .await
                .map_err(|_| Error::Unavailable("the event hub cannot be reached"))?;
            total += batch.published().await?;
        }
        Ok(total)
    }

    /// Relays until `stop` resolves; failures are logged and tried again.
    pub async fn relay(&self, stop: impl Future<Output = ()>) {
        self.relay_of(&Kind::ALL, stop).await;
    }

    /// The same for a key manager that is apart. The hub lets it say what is revoked and which keys it signs with, and
    /// no more; it says that at once and without a control plane.
    pub async fn relay_as_key_manager(&self, stop: impl Future<Output = ()>) {
        self.relay_of(&[Kind::KeyManager, Kind::RevokedToken, Kind::RevokedSubject], stop).await;
    }

    async fn relay_of(&self, kinds: &[Kind], stop: impl Future<Output = ()>) {
        let work = async {
            loop {
                match self.relay_once_of(kinds).await {
                    Ok(0) => drop(timeout(POLL, self.store().catalog_changed()).await),
                    Ok(n) => tracing::debug!(changes = n, "catalog changes relayed"),
                    Err(error) => {
                        warn!(%error, "catalog changes could not be relayed; trying again");
                        tokio::time::sleep(RETRY).await;
                    }
                }
            }
        };
        tokio::select! {
            () = work => {}
            () = stop => info!("relay stopped"),
        }
    }
}
