//! The limiter of one core.

use std::future::Future;
use std::rc::Rc;

use hub::SharedHub;
use model::ambient::Ambient;
use throttle::Usage;

use super::permit::Permit;
use super::{Admit, Charge, Config};

/// Cheap to clone; stays on its core. Not enforced yet: the wallet behind it is the next change, the signatures stay.
#[derive(Clone)]
pub struct Limiter {
    core: Rc<Core>,
}

struct Core {
    hub: SharedHub,
}

impl Limiter {
    /// The limiter of core number `core` of this gateway. It grants nothing but what is in hand until
    /// [`run`](Self::run) is running on the same core.
    pub fn build(config: &Config, core: u32, hub: SharedHub, ambient: &Ambient) -> Self {
        let _ = (config, core, ambient);
        Self { core: Rc::new(Core { hub }) }
    }

    /// Fetches and returns tokens until `shutdown` completes, then gives back what is left.
    /// Spawn it on the core's own runtime (`spawn_local`).
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let _ = &self.core.hub;
        shutdown.await;
    }

    /// Charges a request to all of `charges`, in their order, or to none. `estimate` is what the request is likely to
    /// use; [`Permit::settle`] corrects it. Does not allocate when tokens are in hand.
    pub fn admit(&self, charges: &[Charge<'_>], estimate: Usage) -> Admit {
        let _ = (charges, estimate);
        Admit::Granted(Permit::empty())
    }
}
