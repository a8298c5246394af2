//! One shard: its ledger and the subject it serves.

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
use tracing::warn;

use crate::Config;
use crate::steady::SteadyClock;

const SWEEP: Duration = Duration::from_secs(1);

pub struct Shard {
    number: u16,
    ledger: Ledger,
    clock: SteadyClock,
    requests: mpsc::Receiver<Request>,
    notices: mpsc::Sender<(HolderId, Notice)>,
}

impl Shard {
    pub async fn take(
        number: u16,
        config: &Config,
        hub: &SharedHub,
        ambient: &Ambient,
        notices: mpsc::Sender<(HolderId, Notice)>,
    ) -> Result<Self, HubError> {
        let clock = SteadyClock::new(ambient);
        let start = if config.take_over { Start::TakeOver { present: Vec::new() } } else { Start::Fresh };
        let now = clock.now();
        // Greater than that of any owner that started earlier; the shard's lock will give a better one.
        let term = now.0.max(1);
        let ledger = Ledger::new(config.ledger.clone(), number, term, now, start);
        let requests = hub.serve(&shard_subject(number)).await?;
        Ok(Self { number, ledger, clock, requests, notices })
    }

    pub async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        let mut sweep = interval(SWEEP);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                request = self.requests.recv() => match request {
                    Some(request) => self.answer(request),
                    // Another traffic manager serves the subject now.
                    None => return,
                },
                _ = sweep.tick() => {
                    self.clock.follow();
                    self.ledger.sweep(self.clock.now());
                }
                _ = stopped.changed() => return,
            }
        }
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
}

fn encode(answer: &impl Serialize) -> Option<Bytes> {
    serde_json::to_vec(answer).map(Bytes::from).ok()
}
