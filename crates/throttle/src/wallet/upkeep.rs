//! Giving back, accounting and forgetting.

use super::Wallet;
use super::counter::{Counter, signed};
use crate::time::Time;

impl Wallet {
    /// Gives back what is not used, accounts for what is, asks again where others may have given back, and forgets
    /// what is over. To be called every [`tick_in`](Self::tick_in).
    pub fn tick(&mut self, now: Time) {
        let active = std::mem::take(&mut self.active);
        for index in active {
            let counter = &mut self.counters[index as usize];
            counter.active = false;
            if counter.retrying && now >= counter.retry_at {
                counter.retrying = false;
                self.retrying -= 1;
                if counter.waiting > 0 {
                    self.queue(now, index, true);
                }
            }
            if self.settle_lease(now, index) {
                self.activate(index);
            }
        }
        if self.index.len() > self.config.max_counters {
            self.forget(now);
        }
    }

    /// Microseconds until the next [`tick`](Self::tick) has something to do; `None` when everything is at rest.
    pub fn tick_in(&self) -> Option<u64> {
        if self.active.is_empty() {
            return None;
        }
        Some(if self.retrying > 0 { self.config.retry / 2 } else { self.config.lease / 8 })
    }

    /// Gives back everything, as before a shutdown. What it has spent is reported with it.
    pub fn close(&mut self, now: Time) {
        for index in 0..self.counters.len() as u32 {
            let counter = &mut self.counters[index as usize];
            counter.give_back(0);
            (counter.waiting, counter.need) = (0, 0);
            if counter.dirty && counter.is_live(now) {
                self.queue(now, index, true);
            }
        }
    }

    /// Forgets the counters whose window is over, then, if that is not enough, idle ones the owner knows all about.
    pub fn forget(&mut self, now: Time) {
        let lease = self.config.lease;
        self.forget_if(|c| c.ends_late.plus(lease) < now && now.since(c.last_used) > lease);
        if self.index.len() > self.config.max_counters {
            self.forget_if(|c| {
                c.hand == 0
                    && c.reserved == 0
                    && !c.dirty
                    && c.denied_until < now
                    && now.since(c.last_used) > lease
            });
        }
    }

    fn forget_if(&mut self, mut over: impl FnMut(&Counter) -> bool) {
        let counters = &mut self.counters;
        let free = &mut self.free;
        self.index.retain(|_, index| {
            let counter = &mut counters[*index as usize];
            let free_to_go = !counter.queued && !counter.in_flight && counter.waiting == 0 && !counter.active;
            let go = free_to_go && over(counter);
            if go {
                counter.generation = counter.generation.wrapping_add(1);
                free.push(*index);
            }
            !go
        });
    }

    /// The end of a lease, if it is time. Answers whether the counter is to be looked at again.
    fn settle_lease(&mut self, now: Time, index: u32) -> bool {
        let lease = self.config.lease;
        let counter = &mut self.counters[index as usize];
        if !counter.is_live(now) {
            // Nothing of an ended window is worth telling; the figures stay until the next one is heard of.
            counter.recent = 0;
            return counter.retrying;
        }
        let due = now.since(counter.last_report) >= lease;
        if now.since(counter.last_used) >= lease && counter.hand > 0 {
            counter.give_back(0);
            counter.recent = 0;
        } else if due {
            counter.give_back(signed(counter.refill().max(1)));
        } else {
            return true;
        }
        if !counter.in_flight && (counter.dirty || counter.hand > 0 || counter.reserved > 0) {
            self.queue(now, index, false);
            return true;
        }
        counter.in_flight || counter.retrying
    }
}
