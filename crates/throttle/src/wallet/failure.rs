//! What a holder does while no owner answers: each policy's failure mode.

use model::policy::FailureMode;

use super::counter::Counter;
use super::{Denial, Slot, Wallet};
use crate::message::State;
use crate::time::Time;
use crate::window::Window;

/// When to try again if the policy refuses without an owner.
const CLOSED_RETRY: u64 = 1_000_000;

/// What became of a request that has waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waited {
    /// Go on waiting.
    On,
    /// Try again: the answer is different now.
    Retry,
}

impl Wallet {
    /// A request has waited for `slot` since `since`. After `deadline`, leases that others did not give back are
    /// taken for spent (for a little while). After `patience`, the owner is taken for lost, until it answers again.
    pub fn waited(&mut self, now: Time, slot: Slot, since: Time, deadline: u64, patience: u64) -> Waited {
        let Some(counter) = self.get(slot) else { return Waited::Retry };
        let shard = usize::from(counter.shard);
        let waited = now.since(since);
        let heard = self.shards[shard].heard_at.is_some_and(|at| at >= since);
        if heard && waited >= deadline && counter.state == State::Leased && counter.is_live(now) {
            let denial = self.config.leased_denial;
            self.counters[slot.index as usize].denied_until = now.plus(denial);
            return Waited::Retry;
        }
        if waited >= patience {
            self.shards[shard].lost = true;
            return Waited::Retry;
        }
        Waited::On
    }

    /// Whether the owner of the slot's shard is taken for lost.
    pub fn is_lost(&self, slot: Slot) -> bool {
        self.get(slot).is_some_and(|c| self.shards[usize::from(c.shard)].lost)
    }

    /// `None` lets the request through; otherwise when to try again, in microseconds, and why.
    pub(super) fn check_unowned(&self, now: Time, counter: &Counter) -> Option<(u64, Denial)> {
        match counter.budget.failure_mode {
            FailureMode::Open => None,
            FailureMode::Closed => Some((CLOSED_RETRY, Denial::NoOwner)),
            FailureMode::Local => {
                let holders = u64::from(self.shards[usize::from(counter.shard)].holders.max(1));
                let share = (counter.budget.limit.amount / holders).max(1).min(counter.budget.limit.amount);
                if counter.is_live(now) {
                    let used = counter.spent.saturating_add(counter.reserved);
                    let overdraft = used.saturating_add(counter.returned).saturating_sub(counter.granted);
                    let free = used < share && overdraft < counter.remaining.div_ceil(holders);
                    (!free).then(|| (counter.ends.since(now), Denial::Quota))
                } else {
                    let (window, used) = counter.unowned_window(now, self.utc_offset);
                    let unix = now.plus(self.utc_offset);
                    (used >= share).then(|| (window.end.since(unix), Denial::Quota))
                }
            }
        }
    }
}

impl Counter {
    /// Takes although no owner has told of the present window; reported when one does.
    pub(super) fn take_unowned(&mut self, now: Time, cost: u64, utc_offset: u64) {
        let (window, used) = self.unowned_window(now, utc_offset);
        self.unowned = (window.start, used.saturating_add(cost));
        self.used(now, cost);
    }

    /// The present window by our own clock, and what was taken in it without an owner.
    pub(super) fn unowned_window(&self, now: Time, utc_offset: u64) -> (Window, u64) {
        let limit = &self.budget.limit;
        let window = Window::at(now.plus(utc_offset), limit.every, limit.unit);
        (window, if self.unowned.0 == window.start { self.unowned.1 } else { 0 })
    }
}
