//! Time that can be moved, and randomness.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use model::{Ambient, Clock, Random, Timestamp};

/// The real time plus what it has been moved by.
pub struct TestClock {
    start: Instant,
    moved_secs: AtomicI64,
}

impl Default for TestClock {
    #[expect(clippy::disallowed_methods, reason = "the clock of tests")]
    fn default() -> Self {
        Self { start: Instant::now(), moved_secs: AtomicI64::new(0) }
    }
}

impl TestClock {
    pub fn forward(&self, secs: i64) {
        self.moved_secs.fetch_add(secs, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    #[expect(clippy::disallowed_methods, reason = "the clock of tests")]
    fn now(&self) -> Timestamp {
        let real = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        Timestamp(real.as_micros() as i64 + self.moved_secs.load(Ordering::Relaxed) * 1_000_000)
    }
    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }
}

struct TestRandom;

impl Random for TestRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let word = RandomState::new().hash_one(1).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

pub fn ambient(clock: Arc<TestClock>) -> Ambient {
    Ambient::new(clock, Arc::new(TestRandom))
}
