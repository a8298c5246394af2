//! Totals of long windows, kept in the hub's state so that they outlive every traffic manager and gateway.

use bytes::Bytes;
use hub::{HubError, STATE_SIZE, SharedHub};
use throttle::ledger::checkpoint::Saved;
use tracing::warn;

/// Values per shard at most; what is beyond is rebuilt from reports alone.
const PARTS: usize = 64;

/// The checkpoints of one shard.
pub struct Checkpoints {
    hub: SharedHub,
    shard: u16,
    /// What was last written, by part.
    written: Vec<Bytes>,
}

impl Checkpoints {
    pub const fn new(hub: SharedHub, shard: u16) -> Self {
        Self { hub, shard, written: Vec::new() }
    }

    fn key(&self, part: usize) -> String {
        format!("quota.{}.{part}", self.shard)
    }

    /// What the last owner wrote. Fails when the hub cannot be asked.
    pub async fn load(&mut self) -> Result<Vec<Saved>, HubError> {
        let mut all = Vec::new();
        self.written.clear();
        for part in 0..PARTS {
            let Some(body) = self.hub.load(&self.key(part)).await? else { break };
            match serde_json::from_slice::<Vec<Saved>>(&body) {
                Ok(saved) => all.extend(saved),
                Err(error) => {
                    warn!(shard = self.shard, %error, "a checkpoint cannot be read and is left out");
                }
            }
            self.written.push(body);
        }
        Ok(all)
    }

    /// Writes what has changed.
    pub async fn write(&mut self, saved: &[Saved]) {
        let mut parts = parts(saved);
        if parts.len() > PARTS {
            warn!(
                shard = self.shard,
                counters = saved.len(),
                "more counters of long windows than checkpoints hold"
            );
            parts.truncate(PARTS);
        }
        // Parts that are not needed any more are emptied, so that none is read again.
        parts.resize(parts.len().max(self.written.len()), Bytes::from_static(b"[]"));
        self.written.resize(parts.len(), Bytes::new());
        for (number, part) in parts.into_iter().enumerate() {
            if self.written[number] == part {
                continue;
            }
            match self.hub.save(&self.key(number), part.clone()).await {
                Ok(()) => self.written[number] = part,
                Err(error) => {
                    warn!(shard = self.shard, %error, "a checkpoint was not written; trying again later");
                    return;
                }
            }
        }
    }
}

/// JSON lists, each small enough for one value.
fn parts(saved: &[Saved]) -> Vec<Bytes> {
    let mut parts = Vec::new();
    let mut part = Vec::new();
    for one in saved.iter().filter_map(|s| serde_json::to_vec(s).ok()).filter(|s| s.len() < STATE_SIZE - 2) {
        if part.len() + one.len() + 2 > STATE_SIZE {
            part.push(b']');
            parts.push(Bytes::from(std::mem::take(&mut part)));
        }
        part.push(if part.is_empty() { b'[' } else { b',' });
        part.extend_from_slice(&one);
    }
    if !part.is_empty() {
        part.push(b']');
        parts.push(Bytes::from(part));
    }
    parts
}

#[cfg(test)]
mod tests {
    use model::policy::TimeUnit;
    use throttle::HolderId;
    use throttle::message::{Terms, WindowId};

    use super::*;

    #[test]
    fn parts_fit_and_hold_everything() {
        let saved: Vec<Saved> = (0..3_000)
            .map(|i| Saved {
                key: format!("counter-{i}"),
                terms: Terms { amount: 1, every: 1, unit: TimeUnit::Day, version: 1 },
                window: WindowId { start: 1, turn: 0 },
                spent: (0..10).map(|h| (HolderId(h), i)).collect(),
                gone: 0,
            })
            .collect();
        let parts = parts(&saved);
        assert!(parts.len() > 1 && parts.iter().all(|p| p.len() <= STATE_SIZE));
        let read: Vec<Saved> =
            parts.iter().flat_map(|p| serde_json::from_slice::<Vec<Saved>>(p).expect("JSON")).collect();
        assert_eq!(read, saved);
        assert!(super::parts(&[]).is_empty());
    }
}
