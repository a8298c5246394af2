//! Deployment patterns: each started from its files under `deploy/` with real processes, a real hub and a real
//! database, put through the journey, then through its failures.
//!
//! By default the patterns run that have every part once; `TURNPIKE_TEST_PATTERNS=all` (`make patterns`) runs every
//! pattern and every failure.

mod balancer;
mod database;
mod failures;
mod figures;
mod hub_loss;
mod journeys;
mod key_managers;
mod load;
mod newcomers;
mod quota;
mod rolling;
mod rotation;
mod snapshot;
mod unowned;
mod world;
mod wrk;

use tokio::sync::{Mutex, MutexGuard};

/// Whether the long form was asked for.
fn all() -> bool {
    std::env::var("TURNPIKE_TEST_PATTERNS").is_ok_and(|v| v == "all")
}

/// One deployment at a time: each is up to nine processes, and figures of one say nothing beside another.
async fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::const_new(());
    ONE.lock().await
}
