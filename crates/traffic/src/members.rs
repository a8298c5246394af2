//! Who is there: traffic managers that share the shards, and the cores of gateways that may hold leases.

use std::time::Duration;

use hub::{Presence, SharedHub};
use throttle::HolderId;
use tracing::debug;

/// The role that traffic managers announce.
pub const ROLE: &str = "traffic-manager";
/// A traffic manager gets its shards when it has been there for so long: one that keeps failing at its start moves
/// nothing.
const SETTLED: Duration = Duration::from_secs(2);

/// What was last heard. When the hub does not answer, that goes on to hold.
#[derive(Default)]
pub struct Members {
    managers: Vec<(String, Duration)>,
    holders: Vec<HolderId>,
}

impl Members {
    /// Asks the hub. `now` is monotonic.
    pub async fn refresh(&mut self, hub: &SharedHub, own: &Presence, now: Duration) {
        if let Err(error) = hub.announce(own.clone()).await {
            debug!(%error, "presence not announced");
        }
        match hub.present().await {
            Ok(present) => self.hear(&present, &own.node, now),
            Err(error) => debug!(%error, "who is present cannot be asked"),
        }
    }

    fn hear(&mut self, present: &[Presence], own: &str, now: Duration) {
        self.holders = present.iter().flat_map(|p| p.holders.iter().copied()).map(HolderId).collect();
        let others = present.iter().filter(|p| p.role == ROLE && p.node != own);
        let known = std::mem::take(&mut self.managers);
        self.managers = others
            .map(|p| {
                let since = known.iter().find(|(node, _)| *node == p.node).map_or(now, |(_, since)| *since);
                (p.node.clone(), since)
            })
            .collect();
    }

    /// The other traffic managers that are to have shards.
    pub fn settled(&self, now: Duration) -> impl Iterator<Item = &str> {
        let settled = move |since: Duration| now.saturating_sub(since) >= SETTLED;
        self.managers.iter().filter(move |(_, since)| settled(*since)).map(|(node, _)| node.as_str())
    }

    pub fn holders(&self) -> &[HolderId] {
        &self.holders
    }
}
