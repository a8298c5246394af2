//! Tells holders what they should know at once.

use std::time::Duration;

use bytes::Bytes;
use hub::SharedHub;
use throttle::HolderId;
use throttle::message::{Notice, holder_subject};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Notices that wait; more are lost, which costs time and never exactness.
pub const QUEUE: usize = 4_096;
/// Holders told at the same time.
const AT_ONCE: usize = 64;
/// A holder that takes longer is not worth waiting for.
const DEADLINE: Duration = Duration::from_millis(200);

pub struct Notifier {
    hub: SharedHub,
    queue: mpsc::Receiver<(HolderId, Notice)>,
}

impl Notifier {
    pub const fn new(hub: SharedHub, queue: mpsc::Receiver<(HolderId, Notice)>) -> Self {
        Self { hub, queue }
    }

    /// Runs until every shard is gone.
    pub async fn run(mut self) {
        let mut under_way = JoinSet::new();
        while let Some((holder, notice)) = self.queue.recv().await {
            while under_way.try_join_next().is_some() {}
            if under_way.len() >= AT_ONCE {
                under_way.join_next().await;
            }
            let Ok(body) = serde_json::to_vec(&notice) else { continue };
            let hub = self.hub.clone();
            under_way.spawn(async move {
                // A holder that is gone has nothing to give back.
                drop(hub.request(&holder_subject(holder), Bytes::from(body), DEADLINE).await);
            });
        }
    }
}
