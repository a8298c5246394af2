//! Named locks, each held by one node at a time.

use std::time::Duration;

/// A lock that has not been renewed for this long is free again.
pub const TTL: Duration = Duration::from_secs(3);
/// How often a holder renews.
pub const RENEW: Duration = Duration::from_secs(1);

/// A lock that was held when it was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    pub name: String,
    /// Greater than that of every earlier holder of a lock of this name.
    pub term: u64,
    /// On the monotonic clock that the hub was given: nobody else holds it before then. It is moved on by each renewal,
    /// counted from the moment before the renewal was asked for.
    pub until: Duration,
    /// What is compared at the next renewal.
    pub(crate) revision: u64,
    /// Tells this holding from others.
    pub(crate) token: String,
}

/// The term after `previous` (0: none is known). It follows the clock where that is ahead, so that terms go on rising
/// when the hub has forgotten every lock. `now` is in microseconds since the Unix epoch.
pub(crate) fn next_term(previous: u64, now: i64) -> u64 {
    previous.saturating_add(1).max(u64::try_from(now).unwrap_or(0))
}
