//! Keeps the hub's catalog as the database has it: fills a hub that is new or has lost its data, and compares the two
//! from time to time, so that what differs for whatever reason is put right without a hand.

use std::collections::HashMap;
use std::time::Duration;

use hub::Interest;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{info, warn};

use crate::Control;
use crate::error::Error;

/// How often it is asked whether the hub is filled.
const LOOK: Duration = Duration::from_secs(2);
/// Every so many looks, everything is compared.
const COMPARE: u64 = 30;
const PAGE: i64 = 500;

impl Control {
    /// Looks after the hub until `stop` resolves. Several processes may: putting twice is harmless.
    pub async fn keep_hub(&self, stop: impl Future<Output = ()>) {
        let work = async {
            let mut looks = interval(LOOK);
            looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            for number in 1_u64.. {
                looks.tick().await;
                if let Err(error) = self.look_after_hub(number.is_multiple_of(COMPARE)).await {
                    warn!(%error, "the hub could not be looked after; trying again");
                }
            }
        };
        tokio::select! {
            () = work => {}
            () = stop => {}
        }
    }

    async fn look_after_hub(&self, compare: bool) -> Result<(), Error> {
        let status = self.hub().status().await;
        if !status.reachable {
            return Ok(());
        }
        if !status.filled {
            let documents = self.rebuild_hub().await?;
            info!(documents, "the hub was filled from the database");
        } else if compare {
            let repaired = self.repair_hub().await?;
            if repaired > 0 {
                warn!(repaired, "documents on the hub differed from the database and were put right");
            }
        }
        Ok(())
    }

    /// Puts what the hub lacks or has in an older version. Returns how many documents.
    pub async fn repair_hub(&self) -> Result<usize, Error> {
        // What waits in the outbox is not a difference.
        self.relay_once().await?;
        let away = |_| Error::Unavailable("the event hub cannot be reached");
        let held = self.hub().versions(&Interest::default()).await.map_err(away)?;
        let held: HashMap<_, _> = held.into_iter().map(|h| (h.key, h.version)).collect();
        let (mut after, mut count) = (0, 0);
        loop {
            let mut tx = self.read().await?;
            let page = store::catalog::page(&mut tx, after, PAGE).await?;
            drop(tx);
            let Some(last) = page.last() else { return Ok(count) };
            after = last.version;
            let behind: Vec<_> =
                page.into_iter().filter(|d| held.get(&d.key).is_none_or(|v| *v < d.version)).collect();
            count += behind.len();
            if !behind.is_empty() {
                self.hub().put(behind).await.map_err(away)?;
            }
        }
    }
}
