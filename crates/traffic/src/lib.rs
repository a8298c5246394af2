//! The traffic manager: owns the ledgers of every quota and leases tokens to gateways.
//!
//! Counters hash to shards. A traffic manager owns a shard while it holds its lock in the hub ([`board`]); one task per
//! owned shard holds that shard's [`throttle::Ledger`] and serves its subject ([`shard`]); nothing is shared, so nothing
//! is locked. Any number of traffic managers share the shards; when one is gone, others take over, and grant nothing
//! until the gateways that are present have reported. Totals of long windows are checkpointed ([`checkpoint`]).
//!
//! It knows no policies: a request names its counter and the amount (`rate-limiting.md`). This crate must not know of
//! the database, of HTTP, or of gateways beyond their leases.

mod board;
mod checkpoint;
mod members;
mod notifier;
mod rank;
mod shard;
mod steady;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hub::SharedHub;
use model::ambient::Ambient;
use throttle::ledger;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use board::Board;
use notifier::Notifier;

/// How often the shards are looked at.
const ROUND: Duration = Duration::from_millis(200);
/// How often the traffic manager announces itself and asks who is present.
const REFRESH: Duration = Duration::from_secs(1);
/// At the end, checkpoints and locks may take this long.
const FAREWELL: Duration = Duration::from_secs(5);

/// Settings of a traffic manager.
#[derive(Debug, Clone)]
pub struct Config {
    /// Name of this node, unique among traffic managers.
    pub node: String,
    pub region: String,
    /// Number of shards; the same on every gateway and traffic manager.
    pub shards: u16,
    /// Gateways may have leases from before: grant nothing until they have reported or the grace period is over. Off in
    /// an all-in-one over the in-process hub, whose gateway starts with it.
    pub take_over: bool,
    /// How often totals of long windows are written to the hub; what is spent between is lost when everything dies.
    pub checkpoint_every: Duration,
    pub ledger: ledger::Config,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            node: "traffic-manager".to_owned(),
            region: "default".to_owned(),
            shards: throttle::key::SHARDS,
            take_over: true,
            checkpoint_every: Duration::from_secs(5),
            ledger: ledger::Config::default(),
        }
    }
}

/// A traffic manager. It serves what it owns from the moment it is built; [`run`](Self::run) keeps it going.
pub struct TrafficManager {
    board: Board,
    notifier: Notifier,
    standing: Standing,
}

/// How many shards a traffic manager serves, for health and metrics.
#[derive(Clone, Default)]
pub struct Standing(Arc<AtomicUsize>);

impl Standing {
    pub fn shards(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl TrafficManager {
    /// Takes the shards that are free. A hub that does not answer is asked again by [`run`](Self::run).
    pub async fn build(config: &Config, hub: SharedHub, ambient: &Ambient) -> Self {
        let (notices, queue) = mpsc::channel(notifier::QUEUE);
        let mut board = Board::new(config.clone(), hub.clone(), ambient.clone(), notices);
        board.round().await;
        let standing = Standing::default();
        standing.0.store(board.held(), Ordering::Relaxed);
        Self { board, notifier: Notifier::new(hub, queue), standing }
    }

    pub fn standing(&self) -> Standing {
        self.standing.clone()
    }

    /// Serves until `shutdown` completes.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let Self { mut board, notifier, standing } = self;
        let notifying = tokio::spawn(notifier.run());
        let mut shutdown = pin!(shutdown);
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // A round is never cut short: it would leave shards that nobody keeps.
            tokio::select! {
                _ = rounds.tick() => {}
                () = &mut shutdown => break,
            }
            board.round().await;
            standing.0.store(board.held(), Ordering::Relaxed);
        }
        drop(tokio::time::timeout(FAREWELL, board.close()).await);
        // It ends when the last shard has dropped its end of the queue.
        drop(tokio::time::timeout(FAREWELL, notifying).await);
    }
}
