//! The owner's side: the books of every counter of one shard.
//!
//! A ledger keeps `spent + leased <= amount` for every counter at all times; only debts that holders report (bytes of
//! responses in flight, tokens spent while no owner answered) can go beyond, and then nothing more is granted.
//! It never takes a lease back by itself: a holder that dies has spent its leases.

mod counter;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::message::{HolderId, Reply, Request};
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

/// The books of one shard. Times are since the Unix epoch.
pub struct Ledger {
    config: Config,
    shard: u16,
    term: u64,
    counters: HashMap<Box<str>, Counter, ahash::RandomState>,
    heard: HashMap<HolderId, Time, ahash::RandomState>,
    recovery: Option<Recovery>,
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
        Self { config, shard, term, counters: HashMap::default(), heard: HashMap::default(), recovery }
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
        reply.answers = request
            .asks
            .iter()
            .filter_map(|ask| {
                self.counters.get_mut(ask.key.as_str()).map(|c| c.answer(now, &view, request, ask))
            })
            .collect();
        reply
    }

    /// Starts the counter's window anew, as if nothing had been spent; what is leased at this moment still counts.
    /// Answers the holders that must be told, because they may have cached a refusal; empty when the counter is not
    /// known.
    pub fn reset(&mut self, now: Time, key: &str) -> Vec<HolderId> {
        self.counters.get_mut(key).map(|c| c.reset(now)).unwrap_or_default()
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

    /// Whether it still waits for reports.
    pub fn is_recovering(&self) -> bool {
        self.recovery.is_some()
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
