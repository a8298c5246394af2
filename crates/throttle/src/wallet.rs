//! The holder's side: leased tokens of many counters, spent without asking anyone.
//!
//! A wallet belongs to one core. [`Wallet::admit`] takes from all counters of a request or from none; what it lacks it
//! queues, [`Wallet::poll`] makes the messages, [`Wallet::on_reply`] and [`Wallet::on_notice`] hear the owners, and
//! [`Wallet::tick`] gives back what is not used. Times are monotonic.

mod counter;
mod exchange;
mod failure;
mod shard;
#[cfg(test)]
mod tests;
mod upkeep;

use std::collections::HashMap;
use std::sync::Arc;

use model::policy::Measure;

use crate::budget::Budget;
use crate::key::{CounterKey, shard_of};
use crate::message::HolderId;
use crate::time::Time;
use counter::{Check, Counter};
use shard::Shard;

pub use failure::Waited;

/// How a holder behaves. Times in microseconds.
#[derive(Debug, Clone)]
pub struct Config {
    /// Number of shards; the same for every holder and owner.
    pub shards: u16,
    /// Tokens not used for this long are given back; those in use are accounted for this often.
    pub lease: u64,
    /// A request without a reply is repeated after this long.
    pub resend: u64,
    /// Refills that nobody waits for are gathered this long.
    pub flush: u64,
    /// How soon to ask again when other holders may give back, while requests wait.
    pub retry: u64,
    /// How long a refusal is cached when other holders have leases that they did not give back in time.
    pub leased_denial: u64,
    /// Longest that any refusal is cached; one question after this long costs little and survives a lost notice.
    pub longest_denial: u64,
    /// Most counters remembered; beyond, the idle ones are closed and forgotten.
    pub max_counters: usize,
    /// Most counters in one message.
    pub max_asks: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            shards: 64,
            lease: 1_000_000,
            resend: 100_000,
            flush: 1_000,
            retry: 5_000,
            leased_denial: 100_000,
            longest_denial: 60_000_000,
            max_counters: 100_000,
            max_asks: 512,
        }
    }
}

/// A counter within a wallet; valid until the wallet forgets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    index: u32,
    generation: u32,
}

impl Default for Slot {
    /// No counter: admits everything.
    fn default() -> Self {
        Self { index: u32::MAX, generation: 0 }
    }
}

impl Slot {
    /// Its place; another counter may have it once this one is forgotten.
    pub const fn index(self) -> u32 {
        self.index
    }
}

/// A slot and what a request is going to take from it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Item {
    pub slot: Slot,
    pub cost: u64,
}

/// The answer to [`Wallet::admit`]. `at` is the place in the request's list that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Taken. `over`: the first counter that is used up but lets requests through.
    Granted { over: Option<usize> },
    /// Nothing taken; makes sense again after so many microseconds.
    Denied { at: usize, retry_in: u64, why: Denial },
    /// Nothing taken; tokens are asked for.
    Short { at: usize },
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    Quota,
    /// No owner answers and the policy refuses then.
    NoOwner,
}

/// An estimate that was taken and must be settled.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reserved {
    slot: Slot,
    turn: u32,
    estimate: u64,
}

impl Reserved {
    pub const fn estimate(&self) -> u64 {
        self.estimate
    }
}

/// How a counter stands, as far as this holder knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub remaining: u64,
    /// Microseconds until the window ends; `None` when no owner has told.
    pub ends_in: Option<u64>,
}

/// All counters of one holder.
pub struct Wallet {
    config: Config,
    holder: HolderId,
    /// Wall clock minus this wallet's clock, for windows while no owner answers.
    utc_offset: u64,
    index: HashMap<CounterKey, u32, ahash::RandomState>,
    counters: Vec<Counter>,
    free: Vec<u32>,
    shards: Vec<Shard>,
    /// Counters that may have something to give back.
    active: Vec<u32>,
    /// Shards with something to send.
    busy: Vec<u16>,
    /// Counters that wait to be asked for again.
    retrying: u32,
    /// Something was queued since [`take_news`](Self::take_news).
    news: bool,
}

impl Wallet {
    /// `now` by the wallet's clock is `unix` since the Unix epoch.
    pub fn new(config: Config, holder: HolderId, now: Time, unix: Time) -> Self {
        Self {
            utc_offset: unix.0.saturating_sub(now.0),
            index: HashMap::default(),
            counters: Vec::new(),
            free: Vec::new(),
            shards: (0..config.shards.max(1)).map(|_| Shard::default()).collect(),
            active: Vec::new(),
            busy: Vec::new(),
            retrying: 0,
            news: false,
            config,
            holder,
        }
    }

    pub const fn holder(&self) -> HolderId {
        self.holder
    }

    /// Counters remembered.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// The slot of a counter, made if it is new. A budget with another amount than before is adopted.
    pub fn slot(&mut self, key: &CounterKey, budget: &Arc<Budget>) -> Slot {
        if let Some(&index) = self.index.get(key) {
            let counter = &mut self.counters[index as usize];
            if !Arc::ptr_eq(&counter.budget, budget) {
                counter.adopt(budget);
            }
            return Slot { index, generation: counter.generation };
        }
        let shard = shard_of(key.as_str(), self.config.shards);
        let mut counter = Counter::new(key.clone(), Arc::clone(budget), shard);
        let index = if let Some(index) = self.free.pop() {
            let place = &mut self.counters[index as usize];
            counter.generation = place.generation.wrapping_add(1);
            *place = counter;
            index
        } else {
            self.counters.push(counter);
            (self.counters.len() - 1) as u32
        };
        self.index.insert(key.clone(), index);
        Slot { index, generation: self.counters[index as usize].generation }
    }

    /// Takes every item or nothing; no two items may be of the same slot. What is short is asked for at the next [`poll`](Self::poll).
    pub fn admit(&mut self, now: Time, items: &[Item]) -> Outcome {
        let mut over = None;
        let mut short = None;
        for (at, item) in items.iter().enumerate() {
            let Some(counter) = self.get(item.slot) else { continue };
            match counter.check(now, item.cost) {
                Check::Enough => {}
                Check::Over => over = over.or(Some(at)),
                Check::Denied { retry_in } => return Outcome::Denied { at, retry_in, why: Denial::Quota },
                Check::Short if self.shards[usize::from(counter.shard)].lost => {
                    let refused = self.check_unowned(now, counter);
                    self.want(now, item.slot.index, item.cost);
                    if let Some((retry_in, why)) = refused {
                        return Outcome::Denied { at, retry_in, why };
                    }
                }
                // A later counter may refuse, which is the better answer: go on looking.
                Check::Short => short = short.or(Some(at)),
            }
        }
        if let Some(at) = short {
            for item in &items[at..] {
                if self.get(item.slot).is_some_and(|c| matches!(c.check(now, item.cost), Check::Short)) {
                    self.want(now, item.slot.index, item.cost);
                }
            }
            return Outcome::Short { at };
        }
        for item in items {
            self.take(now, item);
        }
        Outcome::Granted { over }
    }

    /// What must be settled of an item that was granted; `None` for those that count requests.
    pub fn reserved(&self, item: &Item) -> Option<Reserved> {
        let counter = self.get(item.slot)?;
        (counter.budget.limit.measure != Measure::Requests).then_some(Reserved {
            slot: item.slot,
            turn: counter.turn,
            estimate: item.cost,
        })
    }

    /// Charges `actual` instead of the estimate. A window that has ended since is left alone.
    pub fn settle(&mut self, now: Time, reserved: &Reserved, actual: u64) {
        let slot = reserved.slot;
        if self.get(slot).is_none_or(|c| c.turn != reserved.turn) {
            return;
        }
        let counter = &mut self.counters[slot.index as usize];
        counter.settle(now, reserved.estimate, actual);
        self.activate(slot.index);
    }

    /// What the item's counter measures; `None` when it was forgotten.
    pub fn measure(&self, reserved: &Reserved) -> Option<Measure> {
        self.get(reserved.slot).map(|c| c.budget.limit.measure)
    }

    /// Whether something was queued since the last call: whoever sends should wake up.
    pub fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.news)
    }

    /// How many answers have come for the counter (wrapping): while it is the same, trying again is in vain, and would
    /// ask for the same tokens twice. `None` when it was forgotten.
    pub fn answers(&self, slot: Slot) -> Option<u32> {
        self.get(slot).map(|c| c.answers)
    }

    /// The counter's budget; `None` when it was forgotten.
    pub fn budget(&self, slot: Slot) -> Option<&Arc<Budget>> {
        self.get(slot).map(|c| &c.budget)
    }

    /// How the counter stands; `None` when it was forgotten.
    pub fn standing(&self, now: Time, slot: Slot) -> Option<Standing> {
        self.get(slot).map(|c| c.standing(now, self.utc_offset))
    }

    fn get(&self, slot: Slot) -> Option<&Counter> {
        self.counters.get(slot.index as usize).filter(|c| c.generation == slot.generation)
    }

    fn take(&mut self, now: Time, item: &Item) {
        if self.get(item.slot).is_none() {
            return;
        }
        let index = item.slot.index;
        let counter = &mut self.counters[index as usize];
        if counter.is_live(now) {
            counter.take(now, item.cost);
        } else {
            counter.take_unowned(now, item.cost, self.utc_offset);
        }
        if counter.wants_refill(now) {
            counter.need = counter.need.max(counter.refill());
            self.queue(now, index, false);
        }
        self.activate(index);
    }

    /// A request waits for `cost` more.
    fn want(&mut self, now: Time, index: u32, cost: u64) {
        let counter = &mut self.counters[index as usize];
        counter.waiting = counter.waiting.saturating_add(cost.max(1));
        if now >= counter.retry_at {
            self.queue(now, index, true);
        } else if !counter.retrying {
            counter.retrying = true;
            self.retrying += 1;
            self.activate(index);
            self.news = true;
        }
    }

    fn activate(&mut self, index: u32) {
        let counter = &mut self.counters[index as usize];
        if !counter.active {
            counter.active = true;
            self.active.push(index);
        }
    }
}
