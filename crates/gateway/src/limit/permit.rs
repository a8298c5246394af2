//! An admitted request's hold on its counters.

use std::fmt;
use std::rc::Rc;

use throttle::wallet::{Item, Reserved, Slot};
use throttle::{Usage, Wallet};

use super::level::Level;
use super::limiter::Core;
use super::standing::Standing;

/// Counters a permit remembers without allocating.
pub(super) const INLINE: usize = 8;
/// Estimates it remembers without allocating: few requests have more than one.
const ESTIMATES: usize = 2;

/// What a request has taken. Dropped without being settled, the estimate stands. Small, because it is moved about.
pub struct Permit {
    core: Rc<Core>,
    over_quota: Option<Level>,
    slots: [Slot; INLINE],
    counters: u8,
    estimates: [Reserved; ESTIMATES],
    estimated: u8,
    more: Option<Box<[Reserved]>>,
}

impl Permit {
    pub(super) fn new(core: &Rc<Core>, wallet: &Wallet, items: &[Item], over_quota: Option<Level>) -> Self {
        let mut permit = Self {
            core: Rc::clone(core),
            over_quota,
            slots: [Slot::default(); INLINE],
            counters: items.len().min(INLINE) as u8,
            estimates: [Reserved::default(); ESTIMATES],
            estimated: 0,
            more: None,
        };
        for (slot, item) in permit.slots.iter_mut().zip(items) {
            *slot = item.slot;
        }
        let mut reserved = items.iter().filter_map(|item| wallet.reserved(item));
        for (place, reserved) in permit.estimates.iter_mut().zip(reserved.by_ref()) {
            *place = reserved;
            permit.estimated += 1;
        }
        if usize::from(permit.estimated) == ESTIMATES {
            let more: Box<[Reserved]> = reserved.collect();
            permit.more = (!more.is_empty()).then_some(more);
        }
        permit
    }

    /// Charges what was really used instead of the estimate.
    pub fn settle(mut self, actual: Usage) {
        self.finish(Some(actual));
    }

    /// The first level whose quota is used up, where the policy lets requests through all the same.
    pub const fn over_quota(&self) -> Option<Level> {
        self.over_quota
    }

    /// The counter with the least left of its amount, for the `RateLimit` headers of admitted responses; `None` when
    /// nothing is limited.
    pub fn standing(&self) -> Option<Standing> {
        let wallet = self.core.wallet.borrow();
        let now = self.core.now();
        let standings = self.slots[..usize::from(self.counters)].iter().filter_map(|slot| {
            let (budget, standing) = (wallet.budget(*slot)?, wallet.standing(now, *slot)?);
            Some(Standing::of(budget, standing, self.core.clock.now()))
        });
        standings.min_by(|a, b| a.fraction().total_cmp(&b.fraction()))
    }

    fn finish(&mut self, actual: Option<Usage>) {
        if self.estimated == 0 {
            return;
        }
        let mut wallet = self.core.wallet.borrow_mut();
        let now = self.core.now();
        let more = self.more.take().unwrap_or_default();
        for reserved in self.estimates[..usize::from(self.estimated)].iter().chain(&more) {
            let used = match (actual, wallet.measure(reserved)) {
                (Some(actual), Some(measure)) => actual.of(measure),
                _ => reserved.estimate(),
            };
            wallet.settle(now, reserved, used);
        }
        self.estimated = 0;
        if wallet.take_news() {
            self.core.news.notify_one();
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.finish(None);
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("over_quota", &self.over_quota).finish_non_exhaustive()
    }
}
