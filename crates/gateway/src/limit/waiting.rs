//! A request that waits for tokens.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use throttle::wallet::{Item, Slot, Waited};
use throttle::{Budget, CounterKey, Time, Usage};
use tokio::time::{Instant, Sleep, sleep};

use super::Charge;
use super::level::Level;
use super::limiter::{Core, Decision};
use super::permit::Permit;
use super::refusal::Refusal;

/// Shortest time after which a request looks again by itself, in microseconds.
const SHORTEST: u64 = 1_000;

/// Resolves within the configured patience. Dropping it takes nothing.
pub struct Waiting {
    core: Rc<Core>,
    charges: Vec<(Level, Arc<Budget>, CounterKey)>,
    estimate: Usage,
    since: Time,
    number: u64,
    /// The counter that is short, and how many answers had come for it when it was asked for.
    slot: Slot,
    answers: Option<u32>,
    registered: bool,
    timer: Pin<Box<Sleep>>,
}

impl Waiting {
    pub(super) fn new(
        core: &Rc<Core>,
        charges: &[Charge<'_>],
        estimate: Usage,
        now: Time,
        slot: Slot,
    ) -> Self {
        let number = core.next_waiter.get();
        core.next_waiter.set(number.wrapping_add(1));
        Self {
            core: Rc::clone(core),
            charges: charges.iter().map(|c| (c.level, Arc::clone(c.budget), c.key.clone())).collect(),
            estimate,
            since: now,
            number,
            slot,
            answers: core.wallet.borrow().answers(slot),
            registered: false,
            timer: Box::pin(sleep(Duration::from_micros(core.deadline))),
        }
    }

    fn decide(&self, now: Time) -> Decision {
        let mut items = vec![Item::default(); self.charges.len()];
        let charges = self.charges.iter().map(|(level, budget, key)| Charge { level: *level, budget, key });
        // Slots are looked up again: a counter may have been forgotten meanwhile.
        self.core.items(charges, self.estimate, &mut items);
        self.core.decide(now, &items, |at| (self.charges[at].0, &self.charges[at].1))
    }

    /// Whether the decision may be another one now: an answer has come, or it has waited long enough.
    fn may_have_changed(&self, now: Time) -> bool {
        let mut wallet = self.core.wallet.borrow_mut();
        let answers = wallet.answers(self.slot);
        let (deadline, patience) = (self.core.deadline, self.core.patience);
        answers.is_none()
            || answers != self.answers
            || wallet.waited(now, self.slot, self.since, deadline, patience) == Waited::Retry
    }

    fn unregister(&mut self) {
        if std::mem::take(&mut self.registered) {
            self.core.waiters.borrow_mut().remove(&(self.slot.index(), self.number));
        }
    }
}

impl Future for Waiting {
    type Output = Result<Permit, Box<Refusal>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.unregister();
        loop {
            let now = self.core.now();
            if self.may_have_changed(now) {
                match self.decide(now) {
                    Decision::Granted(permit) => return Poll::Ready(Ok(permit)),
                    Decision::Refused(refusal) => return Poll::Ready(Err(refusal)),
                    Decision::Short(slot) => {
                        self.slot = slot;
                        let answers = self.core.wallet.borrow().answers(slot);
                        self.answers = answers;
                    }
                }
            }
            let left = self.core.patience.saturating_sub(now.since(self.since));
            let left = left.min(self.core.deadline).max(SHORTEST);
            self.timer.as_mut().reset(Instant::now() + Duration::from_micros(left));
            // A timer that is polled pending wakes this task; one that is not would sleep for ever.
            if self.timer.as_mut().poll(cx).is_pending() {
                let place = (self.slot.index(), self.number);
                self.core.waiters.borrow_mut().insert(place, cx.waker().clone());
                self.registered = true;
                return Poll::Pending;
            }
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.unregister();
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").field("charges", &self.charges.len()).finish_non_exhaustive()
    }
}
