//! One counter in a wallet.

use std::sync::Arc;

use model::policy::Measure;

use super::Standing;
use crate::budget::Budget;
use crate::key::CounterKey;
use crate::message::{Answer, Ask, State, Terms, WindowId};
use crate::time::Time;

/// Refill before tokens run out once this many were used of late; slower callers ask when they need, and strand nothing.
const BUSY: u64 = 4;
/// What was taken of late counts half after this long.
const FADE: u64 = 250_000;

pub struct Counter {
    pub key: CounterKey,
    pub budget: Arc<Budget>,
    pub shard: u16,
    pub generation: u32,
    /// Rises with every window; reservations of an earlier one are void.
    pub turn: u32,
    /// `granted - spent - returned - reserved`; below zero is debt.
    pub hand: i64,
    /// The window surely has not ended before this.
    pub ends: Time,
    /// The window surely has ended after this.
    pub ends_late: Time,
    /// Refuse until then without asking.
    pub denied_until: Time,
    /// Do not ask before this.
    pub retry_at: Time,

    pub window: Option<WindowId>,
    pub granted: u64,
    pub spent: u64,
    pub returned: u64,
    pub reserved: u64,
    pub spent_by_all: u64,
    pub remaining: u64,
    pub state: State,

    /// Tokens that requests wait for, and tokens wanted to fill up.
    pub waiting: u64,
    pub need: u64,
    /// Taken of late; fades.
    pub recent: u64,
    faded_at: Time,
    low: i64,
    pub last_used: Time,
    pub last_report: Time,
    /// The last answer applied, and how many have come.
    pub seq: u64,
    pub answers: u32,
    /// The owner has not confirmed the present figures.
    pub dirty: bool,
    pub queued: bool,
    pub in_flight: bool,
    pub active: bool,
    /// Waits for `retry_at` to ask again.
    pub retrying: bool,
    /// Taken while no owner answered, in the window that started then by our own clock.
    pub unowned: (Time, u64),
}

pub enum Check {
    Enough,
    /// Used up, but the policy lets requests through.
    Over,
    Denied {
        retry_in: u64,
    },
    Short,
}

impl Counter {
    pub fn new(key: CounterKey, budget: Arc<Budget>, shard: u16) -> Self {
        Self {
            key,
            budget,
            shard,
            generation: 0,
            turn: 0,
            hand: 0,
            ends: Time::ZERO,
            ends_late: Time::ZERO,
            denied_until: Time::ZERO,
            retry_at: Time::ZERO,
            window: None,
            granted: 0,
            spent: 0,
            returned: 0,
            reserved: 0,
            spent_by_all: 0,
            remaining: 0,
            state: State::Open,
            waiting: 0,
            need: 0,
            recent: 0,
            faded_at: Time::ZERO,
            low: 0,
            last_used: Time::ZERO,
            last_report: Time::ZERO,
            seq: 0,
            answers: 0,
            dirty: false,
            queued: false,
            in_flight: false,
            active: false,
            retrying: false,
            unowned: (Time::ZERO, 0),
        }
    }

    /// The same policy in another version; an older one, which somebody still holds, changes nothing.
    pub fn adopt(&mut self, budget: &Arc<Budget>) {
        if budget.version < self.budget.version {
            return;
        }
        if self.budget.limit.amount != budget.limit.amount {
            self.denied_until = Time::ZERO;
        }
        self.budget = Arc::clone(budget);
    }

    /// Whether the window that the figures are of surely goes on.
    pub fn is_live(&self, now: Time) -> bool {
        now < self.ends
    }

    pub fn check(&self, now: Time, cost: u64) -> Check {
        let live = self.is_live(now);
        if live && self.hand >= signed(cost) && self.hand > 0 {
            return Check::Enough;
        }
        let denied = live && now < self.denied_until;
        // The last piece of a quota that is estimated admits one more request, which may leave a debt.
        if denied && self.hand > 0 && self.budget.limit.measure != Measure::Requests {
            return Check::Enough;
        }
        if !self.budget.stop_on_quota_reach {
            return if denied { Check::Over } else { Check::Enough };
        }
        if denied { Check::Denied { retry_in: self.ends.since(now) } } else { Check::Short }
    }

    pub fn take(&mut self, now: Time, cost: u64) {
        self.hand -= signed(cost);
        if self.budget.limit.measure == Measure::Requests {
            self.spent = self.spent.saturating_add(cost);
        } else {
            self.reserved = self.reserved.saturating_add(cost);
        }
        self.used(now, cost);
    }

    /// Notes a demand of `cost`.
    pub fn used(&mut self, now: Time, cost: u64) {
        let elapsed = now.since(self.faded_at);
        if elapsed >= FADE {
            self.recent >>= (elapsed / FADE).min(63);
            self.faded_at = now;
        }
        self.recent = self.recent.saturating_add(cost.max(1));
        self.last_used = now;
        self.dirty = true;
    }

    pub fn settle(&mut self, now: Time, estimate: u64, actual: u64) {
        self.reserved = self.reserved.saturating_sub(estimate);
        self.spent = self.spent.saturating_add(actual);
        self.last_used = now;
        self.dirty = true;
        self.recount();
    }

    /// Whether to ask for more although nobody waits.
    pub fn wants_refill(&self, now: Time) -> bool {
        let worth = self.recent >= BUSY || !self.budget.stop_on_quota_reach;
        worth && self.hand <= self.low && !self.queued && !self.in_flight && now >= self.denied_until
    }

    /// About what a second takes: twice what was used of late, which is half a second's worth.
    pub fn refill(&self) -> u64 {
        self.recent.saturating_mul(2)
    }

    /// Gives back what is in hand, except `keep`.
    pub fn give_back(&mut self, keep: i64) {
        let surplus = self.hand - keep;
        if surplus > 0 {
            self.returned = self.returned.saturating_add(surplus.unsigned_abs());
            self.hand -= surplus;
            self.low = self.low.min(self.hand / 2);
            self.dirty = true;
            // Now there is something to be had again.
            self.denied_until = Time::ZERO;
        }
    }

    /// What to say of this counter now.
    pub fn ask(&self) -> Ask {
        let limit = &self.budget.limit;
        let want = if self.waiting > 0 {
            self.waiting.saturating_add(if self.recent >= BUSY { self.refill() } else { 0 })
        } else {
            self.need
        };
        Ask {
            key: self.key.as_str().to_owned(),
            terms: Terms {
                amount: limit.amount,
                every: limit.every,
                unit: limit.unit,
                version: self.budget.version,
            },
            window: self.window,
            granted: self.granted,
            spent: self.spent,
            returned: self.returned,
            // The owner knows nothing of what is reserved: to it, that is still in hand.
            want: if want == 0 { 0 } else { want.saturating_add(self.reserved) },
            at_least: if self.waiting > 0 { self.waiting.saturating_add(self.reserved) } else { 0 },
            spent_by_all: self.spent_by_all,
        }
    }

    /// Books an answer to a request sent at `sent_at`. Answers of an earlier window change nothing.
    pub fn apply(&mut self, now: Time, sent_at: Time, seq: u64, answer: &Answer) {
        self.answers = self.answers.wrapping_add(1);
        // The owner counted `ends_in` after the request was sent and before the reply came in.
        let (ends, ends_late) = (sent_at.plus(answer.ends_in), now.plus(answer.ends_in));
        if self.window < Some(answer.window) {
            self.window = Some(answer.window);
            self.turn = self.turn.wrapping_add(1);
            let unowned = if self.unowned.0.0 == answer.window.start { self.unowned.1 } else { 0 };
            (self.granted, self.returned, self.reserved) = (answer.granted, answer.returned, 0);
            self.spent = answer.spent.saturating_add(unowned);
            self.unowned = (Time::ZERO, 0);
            (self.ends, self.ends_late) = (ends, ends_late);
            (self.denied_until, self.seq, self.spent_by_all) = (Time::ZERO, 0, 0);
        } else if self.window > Some(answer.window) {
            return;
        }
        self.granted = self.granted.max(answer.granted);
        self.ends = self.ends.max(ends);
        self.ends_late = self.ends_late.max(ends_late);
        self.spent_by_all = self.spent_by_all.max(answer.spent_by_all);
        self.dirty = answer.spent != self.spent || answer.returned != self.returned;
        self.recount();
        self.low = self.hand / 2;
        if seq >= self.seq {
            self.seq = seq;
            (self.remaining, self.state) = (answer.remaining, answer.state);
        }
    }

    /// How the counter stands; what is in hand is left too.
    pub fn standing(&self, now: Time, utc_offset: u64) -> Standing {
        let live = self.is_live(now);
        let in_hand = u64::try_from(self.hand).unwrap_or(0);
        // Before an owner has told of the window, only what was taken here is known.
        let unowned = || self.budget.limit.amount.saturating_sub(self.unowned_window(now, utc_offset).1);
        Standing {
            remaining: if live { self.remaining.saturating_add(in_hand) } else { unowned() },
            ends_in: live.then(|| self.ends.since(now)),
        }
    }

    pub fn recount(&mut self) {
        let used = self.spent.saturating_add(self.returned).saturating_add(self.reserved);
        self.hand = signed(self.granted) - signed(used);
    }
}

/// Amounts beyond 2^62 are as good as infinite.
pub fn signed(n: u64) -> i64 {
    i64::try_from(n.min(1 << 62)).unwrap_or(i64::MAX)
}
