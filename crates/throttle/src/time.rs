//! Time as the two sides of the protocol count it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Microseconds since a zero that only its owner knows: the Unix epoch for a ledger (its windows are aligned to
/// UTC), any fixed moment for a wallet. The two never meet: messages carry durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub u64);

impl Time {
    pub const ZERO: Self = Self(0);
    pub const MAX: Self = Self(u64::MAX);

    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    /// This moment plus so many microseconds, saturating.
    pub const fn plus(self, micros: u64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// Microseconds from `earlier` to `self`; zero when `earlier` is later.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl From<model::ambient::Timestamp> for Time {
    /// A wall-clock time; before 1970 counts as 1970.
    fn from(t: model::ambient::Timestamp) -> Self {
        Self(u64::try_from(t.0).unwrap_or(0))
    }
}

impl From<Duration> for Time {
    /// A monotonic reading.
    fn from(d: Duration) -> Self {
        Self(micros(d))
    }
}

/// A duration in microseconds, saturating.
pub fn micros(d: Duration) -> u64 {
    u64::try_from(d.as_micros()).unwrap_or(u64::MAX)
}
