//! Which shards are ours: takes them, keeps them, gives them to a traffic manager that should have them, and takes
//! over those of one that is gone.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream;
use hub::{HubError, Lock, Presence, SharedHub, lock};
use model::ambient::Ambient;
use throttle::HolderId;
use throttle::message::Notice;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tracing::{info, warn};

use crate::Config;
use crate::members::Members;
use crate::rank;
use crate::shard::{Grant, Shard, Tenure};

/// The hub is asked about this many shards at a time.
const AT_ONCE: usize = 16;
/// Shards given away at a time: each is without grants for a moment.
const GIVEN_AT_ONCE: usize = 8;
/// Shards that another should have are asked for this seldom (in rounds), so that it comes first.
const PATIENCE: u64 = 3;
/// A shard that was given away is not asked for again within this time.
const GIVEN: Duration = Duration::from_secs(3);
/// A shard that was taken in place of another is not given to it for so long: it had let the lock lapse or go, and one
/// that is dead is still present for a while.
const IN_PLACE: Duration = hub::presence::TTL.saturating_add(hub::presence::REFRESH);

pub struct Board {
    config: Config,
    hub: SharedHub,
    ambient: Ambient,
    notices: mpsc::Sender<(HolderId, Notice)>,
    members: Members,
    held: BTreeMap<u16, Held>,
    given: HashMap<u16, Duration>,
    refreshed: Option<Duration>,
    round: u64,
}

struct Held {
    lock: Lock,
    tenure: Tenure,
    renewed: Duration,
    /// Since when it is held in place of another that should have it.
    in_place: Option<Duration>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Held {
    /// Lets the shard write its checkpoint and end.
    async fn end(self) -> Lock {
        self.stop.send_replace(true);
        drop(self.task.await);
        self.lock
    }
}

impl Board {
    pub fn new(
        config: Config,
        hub: SharedHub,
        ambient: Ambient,
        notices: mpsc::Sender<(HolderId, Notice)>,
    ) -> Self {
        Self {
            config,
            hub,
            ambient,
            notices,
            members: Members::default(),
            held: BTreeMap::new(),
            given: HashMap::new(),
            refreshed: None,
            round: 0,
        }
    }

    /// Shards that are served here.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// One look at everything; to be repeated every [`super::ROUND`].
    pub async fn round(&mut self) {
        let now = self.ambient.clock.monotonic();
        if self.refreshed.is_none_or(|at| now.saturating_sub(at) >= super::REFRESH) {
            let own = self.presence();
            self.members.refresh(&self.hub, &own, now).await;
            self.refreshed = Some(now);
        }
        self.given.retain(|_, at| now.saturating_sub(*at) < GIVEN);
        self.renew(now).await;
        self.take(now).await;
        self.give(now).await;
        self.round += 1;
    }

    fn presence(&self) -> Presence {
        Presence {
            node: self.config.node.clone(),
            role: crate::members::ROLE.to_owned(),
            environments: Vec::new(),
            region: self.config.region.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            catalog_version: 0,
            holders: Vec::new(),
            note: format!("{} shards", self.held.len()),
        }
    }

    fn place(&self, shard: u16, now: Duration) -> usize {
        rank::place(shard, &self.config.node, self.members.settled(now))
    }

    /// Renews what is due, and lets go of what is lost.
    async fn renew(&mut self, now: Duration) {
        let due = |h: &Held| now.saturating_sub(h.renewed) >= lock::RENEW || h.task.is_finished();
        let numbers: Vec<u16> = self.held.iter().filter(|(_, h)| due(h)).map(|(n, _)| *n).collect();
        let due: Vec<(u16, Held)> =
            numbers.iter().filter_map(|n| self.held.remove(n).map(|held| (*n, held))).collect();
        let hub = &self.hub;
        let renewals = stream::iter(due).map(|(number, mut held)| async move {
            let kept = if held.task.is_finished() { Ok(false) } else { hub.renew(&mut held.lock).await };
            (number, held, kept)
        });
        let renewed: Vec<_> = renewals.buffer_unordered(AT_ONCE).collect().await;
        for (number, mut held, kept) in renewed {
            let now = self.ambient.clock.monotonic();
            match kept {
                Ok(true) => {
                    held.tenure.until(held.lock.until);
                    held.renewed = now;
                    self.held.insert(number, held);
                }
                Err(error) if now < held.lock.until => {
                    warn!(shard = number, %error, "a shard's lock was not renewed; trying again");
                    self.held.insert(number, held);
                }
                Ok(false) | Err(_) => {
                    warn!(shard = number, "a shard is lost");
                    // Without a checkpoint: somebody else may have written a newer one.
                    held.task.abort();
                }
            }
        }
    }

    /// Asks for shards that should be ours, and now and then for the others, whose owner may be gone.
    async fn take(&mut self, now: Duration) {
        let wanted: Vec<u16> = (0..self.config.shards.max(1))
            .filter(|n| !self.held.contains_key(n) && !self.given.contains_key(n))
            .filter(|n| self.place(*n, now) == 0 || self.round.is_multiple_of(PATIENCE))
            .collect();
        let this = &*self;
        let taken: Vec<_> =
            stream::iter(wanted).map(|n| this.take_one(n, now)).buffer_unordered(AT_ONCE).collect().await;
        let mut count = 0;
        for (number, taken) in taken {
            match taken {
                Ok(Some(held)) => {
                    count += 1;
                    self.held.insert(number, held);
                }
                Ok(None) => {}
                Err(error) => tracing::debug!(shard = number, %error, "a shard cannot be asked for"),
            }
        }
        if count > 0 {
            info!(node = self.config.node, taken = count, shards = self.held.len(), "leasing quota");
        }
    }

    async fn take_one(&self, number: u16, now: Duration) -> (u16, Result<Option<Held>, HubError>) {
        let work = async {
            let Some(lock) = self.hub.acquire(&format!("shard.{number}")).await? else { return Ok(None) };
            let tenure = Tenure::default();
            tenure.until(lock.until);
            let in_place = (self.place(number, now) > 0).then_some(now);
            let holders = self.members.holders().to_vec();
            let grant = Grant { number, term: lock.term.max(1), tenure: tenure.clone(), holders };
            let opened = Shard::open(grant, &self.config, &self.hub, &self.ambient, self.notices.clone());
            match opened.await {
                Ok(shard) => {
                    let (stop, stopped) = watch::channel(false);
                    let task = tokio::spawn(shard.run(stopped));
                    let renewed = self.ambient.clock.monotonic();
                    Ok(Some(Held { lock, tenure, renewed, in_place, stop, task }))
                }
                Err(error) => {
                    self.hub.release(lock).await?;
                    Err(error)
                }
            }
        };
        (number, work.await)
    }

    /// Gives shards to those who should have them.
    async fn give(&mut self, now: Duration) {
        let kept = |held: &Held| held.in_place.is_some_and(|since| now.saturating_sub(since) < IN_PLACE);
        let free = self.held.iter().filter(|(_, held)| !kept(held)).map(|(n, _)| *n);
        let numbers: Vec<u16> = free.filter(|n| self.place(*n, now) > 0).take(GIVEN_AT_ONCE).collect();
        for number in &numbers {
            let Some(held) = self.held.remove(number) else { continue };
            self.given.insert(*number, now);
            let lock = held.end().await;
            if let Err(error) = self.hub.release(lock).await {
                warn!(shard = number, %error, "a shard's lock could not be given up; it will lapse");
            }
        }
        if !numbers.is_empty() {
            info!(
                node = self.config.node,
                given = numbers.len(),
                shards = self.held.len(),
                "shards given away"
            );
        }
    }

    /// Ends every shard and gives up the locks, so that others need not wait for them to lapse.
    pub async fn close(self) {
        let hub = &self.hub;
        let ends = stream::iter(self.held).map(|(_, held)| async move {
            let lock = held.end().await;
            drop(hub.release(lock).await);
        });
        ends.buffer_unordered(AT_ONCE).collect::<()>().await;
    }
}

#[cfg(test)]
mod tests;
