//! Counters of a core. Only the core writes them, so a store is enough; others read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A count that one thread writes.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    pub fn add(&self, n: u64) {
        self.0.store(self.0.load(Ordering::Relaxed).wrapping_add(n), Ordering::Relaxed);
    }
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Upper bounds of the buckets of durations, in microseconds; the last bucket has none.
pub const BUCKETS_MICROS: [u64; 12] =
    [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 5_000_000, 30_000_000];

/// The counters of one core, on cache lines of their own.
#[derive(Debug, Default)]
#[repr(align(128))]
pub struct CoreMetrics {
    /// Connections accepted.
    pub connections: Count,
    /// Responses by the hundreds of their status: 1xx in `[0]` to 5xx in `[4]`.
    pub responses: [Count; 5],
    /// Requests refused by authentication or authorisation.
    pub unauthorised: Count,
    /// Requests refused by a quota.
    pub limited: Count,
    /// Responses that the gateway made because of the back end (101500 and so on).
    pub upstream_failures: Count,
    /// Responses that broke off before their end.
    pub broken: Count,
    /// Signatures checked.
    pub verifications: Count,
    /// Connections made to back ends.
    pub upstream_connections: Count,
    /// Requests sent again on another connection.
    pub retries: Count,
    pub request_bytes: Count,
    pub response_bytes: Count,
    /// Requests by duration, head to end of the response; one more bucket than [`BUCKETS_MICROS`].
    pub durations: [Count; 13],
    pub duration_micros: Count,
    /// Lines of the access log that found the queue full.
    pub log_lines_dropped: Count,
    /// Analytics events that found the queue full.
    pub events_dropped: Count,
}

impl CoreMetrics {
    pub fn response(&self, status: u16, micros: u64) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.responses[class].add(1);
        let bucket = BUCKETS_MICROS.iter().position(|b| micros <= *b).unwrap_or(BUCKETS_MICROS.len());
        self.durations[bucket].add(1);
        self.duration_micros.add(micros);
    }
}

/// The counters of all cores, added up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metrics {
    pub connections: u64,
    pub responses: [u64; 5],
    pub unauthorised: u64,
    pub limited: u64,
    pub upstream_failures: u64,
    pub broken: u64,
    pub verifications: u64,
    pub upstream_connections: u64,
    pub retries: u64,
    pub request_bytes: u64,
    pub response_bytes: u64,
    pub durations: [u64; 13],
    pub duration_micros: u64,
    pub log_lines_dropped: u64,
    pub events_dropped: u64,
}

impl Metrics {
    pub fn of(cores: &[Arc<CoreMetrics>]) -> Self {
        let mut all = Self::default();
        for core in cores {
            all.connections += core.connections.get();
            all.unauthorised += core.unauthorised.get();
            all.limited += core.limited.get();
            all.upstream_failures += core.upstream_failures.get();
            all.broken += core.broken.get();
            all.verifications += core.verifications.get();
            all.upstream_connections += core.upstream_connections.get();
            all.retries += core.retries.get();
            all.request_bytes += core.request_bytes.get();
            all.response_bytes += core.response_bytes.get();
            all.duration_micros += core.duration_micros.get();
            all.log_lines_dropped += core.log_lines_dropped.get();
            all.events_dropped += core.events_dropped.get();
            for (sum, count) in all.responses.iter_mut().zip(&core.responses) {
                *sum += count.get();
            }
            for (sum, count) in all.durations.iter_mut().zip(&core.durations) {
                *sum += count.get();
            }
        }
        all
    }
}
