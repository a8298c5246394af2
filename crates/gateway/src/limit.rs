//! Quotas on the request path: one limiter per core, spending leased tokens without locks or messages.
//!
//! The gateway names what a request is charged to, in order (`rate-limiting.md`: API or operation, subscription, its
//! burst, application, its burst, custom, back end), and gets a permit, a refusal, or a future for a counter whose
//! tokens must be fetched first. Exact over cores and gateways alike, because each core is a lease holder of its own.
//!
//! ```ignore
//! let limiter = Limiter::build(&config, core, hub, &ambient);
//! tokio::task::spawn_local(limiter.clone().run(shutdown));
//! let permit = match limiter.admit(&charges, Usage::bytes(estimate)) {
//!     Admit::Granted(permit) => permit,
//!     Admit::Refused(refusal) => return render(&refusal),
//!     Admit::Wait(waiting) => waiting.await?,
//! };
//! // ... when the response has gone out:
//! permit.settle(Usage::bytes(actual));
//! ```

mod config;
mod exchange;
mod level;
mod limiter;
mod permit;
mod refusal;
mod standing;
mod waiting;

use std::sync::Arc;

pub use config::Config;
pub use level::Level;
pub use limiter::{Limiter, holder};
pub use permit::Permit;
pub use refusal::{Cause, Refusal};
pub use standing::Standing;
pub use throttle::{Budget, CounterKey, Scope, Usage};
pub use waiting::Waiting;

/// One counter that a request is charged to. Leave out what is unlimited.
#[derive(Debug, Clone, Copy)]
pub struct Charge<'a> {
    pub level: Level,
    pub budget: &'a Arc<Budget>,
    pub key: &'a CounterKey,
}

/// What the limiter says. A request that is not granted has consumed nothing on any counter.
#[must_use]
#[derive(Debug)]
pub enum Admit {
    Granted(Permit),
    Refused(Box<Refusal>),
    /// A counter is cold: await the answer, which comes within the configured deadline or patience.
    Wait(Waiting),
}
