//! Settings of the limiter.

use std::time::Duration;

/// How a core leases quota.
#[derive(Debug, Clone)]
pub struct Config {
    /// Name of this gateway, unique among those present.
    pub node: String,
    /// Number of shards; the same on every gateway and traffic manager.
    pub shards: u16,
    /// How long a request waits for a traffic manager that is out of reach.
    pub deadline: Duration,
    /// How long a request waits for a traffic manager that answers, only slowly. When it runs out, the traffic
    /// manager counts as out of reach until it answers again.
    pub patience: Duration,
    /// Refills that nobody waits for are gathered this long into one message.
    pub flush: Duration,
    /// Tokens not used for this long are given back.
    pub lease: Duration,
    /// A request to a traffic manager is repeated after this long.
    pub resend: Duration,
    /// Most counters a core remembers; beyond, the idle ones are closed and forgotten.
    pub max_counters: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            node: String::from("gateway"),
            shards: 64,
            deadline: Duration::from_millis(20),
            patience: Duration::from_secs(1),
            flush: Duration::from_millis(1),
            lease: Duration::from_secs(1),
            resend: Duration::from_millis(100),
            max_counters: 100_000,
        }
    }
}
