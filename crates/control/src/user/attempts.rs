//! Slowing down those who guess passwords: failures per user and address, in memory, bounded.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::Clock;
use model::user::UserName;

/// Entries kept; when full, those whose wait is over go first.
const BOUND: usize = 10_000;
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The user who is to be logged in, and where from.
pub type Key = (UserName, Option<IpAddr>);

/// The key of a login. An IPv6 host has a whole network of addresses to come from.
pub fn key(user: &UserName, peer: Option<IpAddr>) -> Key {
    let network = |address: IpAddr| match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    };
    // Longer names are nobody's, and are not kept.
    let name: String = user.name.chars().take(256).collect();
    (UserName::new(name, user.tenant.clone()), peer.map(network))
}

pub struct Attempts {
    threshold: u32,
    first: Duration,
    clock: Arc<dyn Clock>,
    failed: Mutex<HashMap<Key, Failed>>,
}

struct Failed {
    times: u32,
    until: Duration,
}

impl Attempts {
    pub fn new(threshold: u32, first: Duration, clock: Arc<dyn Clock>) -> Self {
        Self { threshold, first, clock, failed: Mutex::default() }
    }

    /// Whether this login has to wait.
    pub fn must_wait(&self, key: &Key) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        self.threshold > 0
            && failed.get(key).is_some_and(|f| f.times >= self.threshold && self.clock.monotonic() < f.until)
    }

    /// Notes a failure.
    pub fn failed(&self, key: Key) {
        let now = self.clock.monotonic();
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.len() >= BOUND && !failed.contains_key(&key) {
            failed.retain(|_, f| f.times >= self.threshold && now < f.until);
            if failed.len() >= BOUND {
                failed.clear();
            }
        }
        let entry = failed.entry(key).or_insert(Failed { times: 0, until: now });
        // Long forgotten: start again.
        if now > entry.until + LONGEST {
            entry.times = 0;
        }
        entry.times = entry.times.saturating_add(1);
        let doublings = entry.times.saturating_sub(self.threshold).min(20);
        entry.until = now + self.first.saturating_mul(1 << doublings).min(LONGEST);
    }

    pub fn succeeded(&self, key: &Key) {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}
