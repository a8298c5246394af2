//! The limiter of one core.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use hub::SharedHub;
use model::ambient::{Ambient, Clock};
use throttle::time::micros;
use throttle::wallet::{self, Denial, Item, Outcome, Slot};
use throttle::{Budget, HolderId, Time, Usage, Wallet};
use tokio::sync::Notify;

use super::exchange;
use super::level::Level;
use super::permit::{INLINE, Permit};
use super::refusal::{Cause, Refusal};
use super::standing::Standing;
use super::waiting::Waiting;
use super::{Admit, Charge, Config};

/// Cheap to clone; stays on its core.
#[derive(Clone)]
pub struct Limiter {
    core: Rc<Core>,
}

/// What the limiter, its permits and those who wait share.
pub(super) struct Core {
    /// Gateway and core, for logs.
    pub name: String,
    pub wallet: RefCell<Wallet>,
    pub hub: SharedHub,
    pub clock: Arc<dyn Clock>,
    /// Wakes the exchange with the traffic managers.
    pub news: Notify,
    /// Those who wait, by slot and a number of their own.
    pub waiters: RefCell<BTreeMap<(u32, u64), Waker>>,
    pub next_waiter: Cell<u64>,
    /// Microseconds.
    pub deadline: u64,
    pub patience: u64,
    pub resend: Duration,
}

/// The decision on a request's items, before it is dressed for the caller.
pub(super) enum Decision {
    Granted(Permit),
    Refused(Box<Refusal>),
    Short(Slot),
}

/// One life of one core: unique without asking anyone.
pub fn holder(ambient: &Ambient) -> HolderId {
    let mut life = [0; 8];
    ambient.random.fill(&mut life);
    HolderId(u64::from_le_bytes(life))
}

impl Limiter {
    /// The limiter of core number `core` of this gateway. It grants nothing before [`run`](Self::run) runs on the same core.
    pub fn build(config: &Config, core: u32, hub: SharedHub, ambient: &Ambient) -> Self {
        Self::of(holder(ambient), config, core, hub, ambient)
    }

    /// The same for a holder that was announced already.
    pub fn of(holder: HolderId, config: &Config, core: u32, hub: SharedHub, ambient: &Ambient) -> Self {
        let name = format!("{}/{core}", config.node);
        let now = Time::from(ambient.clock.monotonic());
        let settings = wallet::Config {
            shards: config.shards,
            lease: micros(config.lease),
            resend: micros(config.resend),
            flush: micros(config.flush),
            max_counters: config.max_counters,
            ..wallet::Config::default()
        };
        let wallet = Wallet::new(settings, holder, now, Time::from(ambient.clock.now()));
        let core = Core {
            name,
            wallet: RefCell::new(wallet),
            hub,
            clock: Arc::clone(&ambient.clock),
            news: Notify::new(),
            waiters: RefCell::default(),
            next_waiter: Cell::new(0),
            deadline: micros(config.deadline),
            patience: micros(config.patience),
            resend: config.resend,
        };
        Self { core: Rc::new(core) }
    }

    /// Fetches and returns tokens until `shutdown` completes, then gives back what is left.
    /// Spawn it on the core's own runtime (`spawn_local`), once.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        exchange::run(&self.core, shutdown).await;
    }

    /// Charges a request to all of `charges`, in their order, or to none; no two may name the same counter. `estimate`
    /// is what the request is likely to use; [`Permit::settle`] corrects it. Allocates nothing when tokens of up to
    /// eight counters are in hand, of which up to two are estimated.
    pub fn admit(&self, charges: &[Charge<'_>], estimate: Usage) -> Admit {
        let now = self.core.now();
        let mut inline = [Item::default(); INLINE];
        let spilled;
        let items: &[Item] = if charges.len() <= INLINE {
            self.core.items(charges.iter().copied(), estimate, &mut inline);
            &inline[..charges.len()]
        } else {
            let mut many = vec![Item::default(); charges.len()];
            self.core.items(charges.iter().copied(), estimate, &mut many);
            spilled = many;
            &spilled
        };
        match self.core.decide(now, items, |at| (charges[at].level, charges[at].budget)) {
            Decision::Granted(permit) => Admit::Granted(permit),
            Decision::Refused(refusal) => Admit::Refused(refusal),
            Decision::Short(slot) => Admit::Wait(Waiting::new(&self.core, charges, estimate, now, slot)),
        }
    }

    /// Counters this core remembers.
    pub fn counters(&self) -> usize {
        self.core.wallet.borrow().len()
    }
}

impl Core {
    pub fn now(&self) -> Time {
        Time::from(self.clock.monotonic())
    }

    /// What a request takes from each counter; unlimited budgets get an item of no counter, which costs nothing.
    pub fn items<'a>(&self, charges: impl Iterator<Item = Charge<'a>>, estimate: Usage, items: &mut [Item]) {
        let mut wallet = self.wallet.borrow_mut();
        for (item, charge) in items.iter_mut().zip(charges) {
            if !charge.budget.is_unlimited() {
                item.slot = wallet.slot(charge.key, charge.budget);
                item.cost = estimate.of(charge.budget.limit.measure);
            }
        }
    }

    pub fn decide<'a>(
        self: &Rc<Self>,
        now: Time,
        items: &[Item],
        charge: impl Fn(usize) -> (Level, &'a Arc<Budget>),
    ) -> Decision {
        let mut wallet = self.wallet.borrow_mut();
        let outcome = wallet.admit(now, items);
        if wallet.take_news() {
            self.news.notify_one();
        }
        match outcome {
            Outcome::Granted { over } => {
                Decision::Granted(Permit::new(self, &wallet, items, over.map(|at| charge(at).0)))
            }
            Outcome::Denied { at, retry_in, why } => {
                let (level, budget) = charge(at);
                let standing = Standing::used_up(budget, retry_in);
                let cause = match why {
                    Denial::Quota => Cause::Quota,
                    Denial::NoOwner => Cause::NoOwner,
                };
                let until = self.clock.now().plus(Duration::from_micros(retry_in));
                Decision::Refused(Box::new(Refusal { level, cause, until, standing }))
            }
            Outcome::Short { at } => Decision::Short(items[at].slot),
        }
    }

    /// Wakes those who wait for one of `slots`.
    pub fn wake(&self, slots: &[Slot]) {
        let mut waiters = self.waiters.borrow_mut();
        if waiters.is_empty() {
            return;
        }
        for slot in slots {
            let waiting = waiters.extract_if((slot.index(), 0)..=(slot.index(), u64::MAX), |_, _| true);
            waiting.for_each(|(_, waker)| waker.wake());
        }
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("core", &self.core.name).finish_non_exhaustive()
    }
}
