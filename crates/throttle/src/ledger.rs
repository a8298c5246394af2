//! The owner's side: the books of every counter of one shard.
//!
//! A ledger keeps `spent + leased <= amount` for every counter at all times; only debts that holders report (bytes of
//! responses in flight, tokens spent while no owner answered) can go beyond, and then nothing more is granted.
//! It never takes a lease back by itself: a holder that dies has spent its leases.

pub mod checkpoint;
mod counter;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::message::{HolderId, Notice, Reply, Request, State};
use crate::time::Time;
use counter::{Counter, View};

/// How an owner judges holders. Times in microseconds.
#[derive(Debug, Clone)]
pub struct Config {
    /// Longest that a new owner waits for reports before it grants.
    pub grace: u64,
    /// A holder not heard of for this long gives nothing back any more: its leases count as spent.
    pub silent_after: u64,
    /// A holder that wanted tokens within this time has a share in what remains.
    pub demand_for: u64,
    /// The number of those is counted anew after this long.
    pub reweigh_after: u64,
    /// Holders are asked to give back at most this often per counter.
    pub recall_after: u64,
    /// How long the books of an ended window are kept for late messages.
    pub keep: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            grace: 3_000_000,
            silent_after: 5_000_000,
            demand_for: 2_000_000,
            reweigh_after: 100_000,
            recall_after: 3_000,
            keep: 60_000_000,
        }
    }
}

/// What was before this owner.
#[derive(Debug, Clone)]
pub enum Start {
    /// No holder can have a lease of this shard: everything starts with this process.
    Fresh,
    /// Another owner may have granted leases. These holders are known to be alive; nothing is granted until they
    /// have reported, or the grace period is over.
    TakeOver { present: Vec<HolderId> },
}

/// A counter's present window, as the owner sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Books {
    pub amount: u64,
    /// Known to be spent.
    pub spent: u64,
    /// Held by holders, or spent and not yet reported.
    pub leased: u64,
    pub remaining: u64,
}

/// The books of one shard. Times are since the Unix epoch.
pub struct Ledger {
    config: Config,
    shard: u16,
    term: u64,
    counters: HashMap<Box<str>, Counter, ahash::RandomState>,
    heard: HashMap<HolderId, Time, ahash::RandomState>,
    recovery: Option<Recovery>,
    notices: Vec<(HolderId, Notice)>,
}

struct Recovery {
    until: Time,
    missing: Vec<HolderId>,
    /// Whether anyone is known to report at all: if not, only time ends the recovery.
    known: bool,
}

impl Ledger {
    /// `term` must be greater than that of every earlier owner of the shard, and not 0.
    pub fn new(config: Config, shard: u16, term: u64, now: Time, start: Start) -> Self {
        let recovery = match start {
            Start::Fresh => None,
            Start::TakeOver { present } => {
                Some(Recovery { until: now.plus(config.grace), known: !present.is_empty(), missing: present })
            }
        };
        Self {
            config,
            shard,
            term,
            counters: HashMap::default(),
            heard: HashMap::default(),
            recovery,
            notices: Vec::new(),
        }
    }

    pub const fn term(&self) -> u64 {
        self.term
    }

    /// Books what a holder says and answers what it asks.
    pub fn serve(&mut self, now: Time, request: &Request) -> Reply {
        self.heard.insert(request.holder, now);
        let mut reply = Reply {
            shard: self.shard,
            seq: request.seq,
            term: self.term,
            retake: request.term != self.term,
            holders: self.holders(now),
            answers: Vec::new(),
        };
        if reply.retake {
            return reply;
        }
        // All is booked before anything is granted: this request may be the last report a recovery waits for.
        for ask in &request.asks {
            if !self.counters.contains_key(ask.key.as_str()) {
                self.counters.insert(ask.key.as_str().into(), Counter::new(now, ask.terms));
            }
            if let Some(counter) = self.counters.get_mut(ask.key.as_str()) {
                counter.record(now, request, ask);
            }
        }
        let recovering = self.recovering(now, request);
        let view = View { config: &self.config, heard: &self.heard, recovering };
        for ask in &request.asks {
            let Some(counter) = self.counters.get_mut(ask.key.as_str()) else { continue };
            let answer = counter.answer(now, &view, request, ask);
            if answer.state == State::Leased && ask.at_least > 0 {
                let holders = counter.recall(now, &view, request.holder);
                let recall = |h| (h, Notice::Recall { key: ask.key.clone() });
                self.notices.extend(holders.into_iter().map(recall));
            }
            reply.answers.push(answer);
        }
        reply
    }

    /// What is to be told to holders since the last call.
    pub fn take_notices(&mut self) -> Vec<(HolderId, Notice)> {
        std::mem::take(&mut self.notices)
    }

    /// Starts the counter's window anew, as if nothing had been spent. What is leased at this moment belongs to the
    /// turn that ends, and is void as soon as its holder hears of the new one.
    /// The holders must be told ([`take_notices`](Self::take_notices)), because they may have cached a refusal.
    /// Answers whether the counter is known.
    pub fn reset(&mut self, now: Time, key: &str) -> bool {
        let Some(counter) = self.counters.get_mut(key) else { return false };
        let told = counter.reset(now).into_iter();
        self.notices.extend(told.map(|h| (h, Notice::Reset { key: key.to_owned() })));
        true
    }

    /// Forgets windows that ended and holders that are gone. To be called about every second.
    pub fn sweep(&mut self, now: Time) {
        let keep = self.config.keep;
        self.counters.retain(|_, c| !c.is_over(now, keep));
        self.heard.retain(|_, at| now.since(*at) <= keep);
    }

    /// Counters in the books.
    pub fn len(&self) -> usize {
        self.counters.len()
    }

    pub fn is_empty(&self) -> bool {
        self.counters.is_empty()
    }

    /// Holders whose reports it still waits for; to be told of the new owner, again and again.
    pub fn missing(&self) -> &[HolderId] {
        self.recovery.as_ref().map_or(&[], |r| &r.missing)
    }

    /// How a counter's books stand; `None` when it is not known or its window is over.
    pub fn books(&self, now: Time, key: &str) -> Option<Books> {
        self.counters.get(key).and_then(|c| c.books(now))
    }

    fn recovering(&mut self, now: Time, request: &Request) -> bool {
        let Some(recovery) = &mut self.recovery else { return false };
        if request.complete {
            recovery.missing.retain(|h| *h != request.holder);
        }
        if now >= recovery.until || (recovery.known && recovery.missing.is_empty()) {
            self.recovery = None;
        }
        self.recovery.is_some()
    }

    fn holders(&self, now: Time) -> u32 {
        let alive = self.heard.values().filter(|at| now.since(**at) <= self.config.silent_after).count();
        u32::try_from(alive.max(1)).unwrap_or(u32::MAX)
    }
}
