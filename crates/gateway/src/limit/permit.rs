//! An admitted request's hold on its counters.

use super::level::Level;
use super::standing::Standing;
use throttle::Usage;

/// What a request has taken. Dropped without being settled, the estimate stands.
#[derive(Debug)]
pub struct Permit {
    over_quota: Option<Level>,
}

impl Permit {
    pub(super) const fn empty() -> Self {
        Self { over_quota: None }
    }

    /// Charges what was really used instead of the estimate.
    pub fn settle(self, actual: Usage) {
        let _ = actual;
    }

    /// The first level whose quota is used up, where the policy lets requests through all the same.
    pub const fn over_quota(&self) -> Option<Level> {
        self.over_quota
    }

    /// The counter with the least left, for the `RateLimit` headers of admitted responses; `None` when unlimited.
    pub fn standing(&self) -> Option<Standing> {
        None
    }
}
