//! One shard while it is owned: its ledger and the subject it serves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use hub::{HubError, Request, SharedHub};
use model::ambient::Ambient;
use serde::Serialize;
use throttle::HolderId;
use throttle::ledger::{Ledger, Start};
use throttle::message::{Call, Notice, WasReset, shard_subject};
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};
use tracing::{debug, warn};

use crate::Config;
use crate::checkpoint::Checkpoints;
use crate::steady::SteadyClock;

const SWEEP: Duration = Duration::from_secs(1);
/// Holders that have not reported to a new owner are told of it this often.
const TELL: Duration = Duration::from_millis(100);

/// Until when a shard is ours, on the monotonic clock: moved on by whoever renews the lock, obeyed by the shard.
#[derive(Clone, Default)]
pub struct Tenure(Arc<AtomicU64>);

impl Tenure {
    pub fn until(&self, until: Duration) {
        self.0.store(u64::try_from(until.as_micros()).unwrap_or(u64::MAX), Ordering::Release);
    }
    fn holds(&self, now: Duration) -> bool {
        now.as_micros() < u128::from(self.0.load(Ordering::Acquire))
    }
}

/// What an owner begins with.
pub struct Grant {
    pub number: u16,
    pub term: u64,
    pub tenure: Tenure,
    /// Holders that may have leases from an earlier owner.
    pub holders: Vec<HolderId>,
}

pub struct Shard {
    number: u16,
    ledger: Ledger,
    ambient: Ambient,
    clock: SteadyClock,
    tenure: Tenure,
    requests: mpsc::Receiver<Request>,
    notices: mpsc::Sender<(HolderId, Notice)>,
    checkpoints: Checkpoints,
    checkpoint_every: Duration,
    /// The subject's receiver ended by itself: to be served anew.
    hub: SharedHub,
}

impl Shard {
    pub async fn open(
        grant: Grant,
        config: &Config,
        hub: &SharedHub,
        ambient: &Ambient,
        notices: mpsc::Sender<(HolderId, Notice)>,
    ) -> Result<Self, HubError> {
        let clock = SteadyClock::new(ambient);
        let Grant { number, term, tenure, holders } = grant;
        let told: Vec<_> = if config.take_over { holders.clone() } else { Vec::new() };
        let start = if config.take_over { Start::TakeOver { present: holders } } else { Start::Fresh };
        let now = clock.now();
        let mut ledger = Ledger::new(config.ledger.clone(), number, term, now, start);
        let mut checkpoints = Checkpoints::new(hub.clone(), number);
        ledger.restore(now, &checkpoints.load().await?);
        let requests = hub.serve(&shard_subject(number)).await?;
        for holder in told {
            drop(notices.try_send((holder, Notice::Owner { shard: number, term })));
        }
        Ok(Self {
            number,
            ledger,
            ambient: ambient.clone(),
            clock,
            tenure,
            requests,
            notices,
            checkpoints,
            checkpoint_every: config.checkpoint_every,
            hub: hub.clone(),
        })
    }

    /// Serves until told to stop, or until the tenure is over.
    pub async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        let mut sweep = every(SWEEP);
        let mut tell = every(TELL);
        let mut checkpoint = every(self.checkpoint_every);
        checkpoint.reset();
        loop {
            tokio::select! {
                request = self.requests.recv() => match request {
                    Some(request) => {
                        if !self.tenure.holds(self.ambient.clock.monotonic()) {
                            debug!(shard = self.number, "the tenure is over");
                            return;
                        }
                        self.answer(request);
                    }
                    None => match self.hub.serve(&shard_subject(self.number)).await {
                        Ok(requests) => self.requests = requests,
                        Err(error) => {
                            warn!(shard = self.number, %error, "the shard cannot be served");
                            return;
                        }
                    },
                },
                _ = sweep.tick() => {
                    self.clock.follow();
                    self.ledger.sweep(self.clock.now());
                }
                _ = tell.tick(), if !self.ledger.missing().is_empty() => self.tell_missing(),
                _ = checkpoint.tick() => self.checkpoint().await,
                _ = stopped.changed() => break,
            }
        }
        self.checkpoint().await;
    }

    fn answer(&mut self, request: Request) {
        let now = self.clock.now();
        let body = match serde_json::from_slice(&request.body) {
            Ok(Call::Lease(lease)) => encode(&self.ledger.serve(now, &lease)),
            Ok(Call::Reset { key }) => encode(&WasReset { known: self.ledger.reset(now, &key) }),
            Err(error) => {
                // No answer: whoever speaks another language must not take silence for consent.
                warn!(shard = self.number, %error, "a quota request cannot be read");
                return;
            }
        };
        if let Some(body) = body {
            request.answer(body);
        }
        for notice in self.ledger.take_notices() {
            // A full queue loses it, which costs time and never exactness.
            drop(self.notices.try_send(notice));
        }
    }

    fn tell_missing(&self) {
        for holder in self.ledger.missing() {
            let notice = Notice::Owner { shard: self.number, term: self.ledger.term() };
            drop(self.notices.try_send((*holder, notice)));
        }
    }

    async fn checkpoint(&mut self) {
        let saved = self.ledger.checkpoint(self.clock.now());
        self.checkpoints.write(&saved).await;
    }
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut interval = interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

fn encode(answer: &impl Serialize) -> Option<Bytes> {
    serde_json::to_vec(answer).map(Bytes::from).ok()
}
