//! The traffic manager: owns the ledgers of every quota and leases tokens to gateways.
//!
//! One task per shard holds that shard's [`throttle::Ledger`] and serves its subject on the hub; nothing is shared, so
//! nothing is locked. It knows no policies: a request names its counter and the amount (`rate-limiting.md`). This
//! crate must not know of the database, of HTTP, or of gateways beyond their leases.
//!
//! Not here yet: taking shards over by locks in the hub, and checkpoints of long windows. Until then exactly one
//! traffic manager runs, and a window in progress is rebuilt from what gateways report.

mod notifier;
mod shard;
mod steady;

use std::future::Future;

use hub::{HubError, SharedHub};
use model::ambient::Ambient;
use throttle::ledger;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tracing::info;

use notifier::Notifier;
use shard::Shard;

/// Settings of a traffic manager.
#[derive(Debug, Clone)]
pub struct Config {
    /// Number of shards; the same on every gateway and traffic manager.
    pub shards: u16,
    /// Gateways may have leases from before: grant nothing until the grace period is over. Off in the all-in-one,
    /// whose gateway starts with it.
    pub take_over: bool,
    pub ledger: ledger::Config,
}

impl Default for Config {
    fn default() -> Self {
        Self { shards: throttle::key::SHARDS, take_over: true, ledger: ledger::Config::default() }
    }
}

/// A traffic manager that serves from the moment it is built; [`run`](Self::run) makes it answer.
pub struct TrafficManager {
    shards: Vec<Shard>,
    notifier: Notifier,
}

impl TrafficManager {
    /// Takes every shard. Fails when the hub cannot be reached.
    pub async fn build(config: &Config, hub: SharedHub, ambient: &Ambient) -> Result<Self, HubError> {
        let (notices, queue) = mpsc::channel(notifier::QUEUE);
        let mut shards = Vec::with_capacity(usize::from(config.shards));
        for number in 0..config.shards.max(1) {
            shards.push(Shard::take(number, config, &hub, ambient, notices.clone()).await?);
        }
        Ok(Self { shards, notifier: Notifier::new(hub, queue) })
    }

    /// Serves until `shutdown` completes.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        info!(shards = self.shards.len(), "leasing quota");
        for shard in self.shards {
            tasks.spawn(shard.run(stopped.clone()));
        }
        // It ends when the last shard has dropped its end of the queue.
        tasks.spawn(self.notifier.run());
        shutdown.await;
        stop.send_replace(true);
        while tasks.join_next().await.is_some() {}
    }
}
