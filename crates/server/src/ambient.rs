//! The machine's clock and randomness: the only place that reads them.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use model::{Ambient, Clock, Random, Timestamp};

struct SystemClock {
    started: Instant,
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        // The generator is seeded by the kernel at first use and cannot fail afterwards.
        aws_lc_rs::rand::fill(bytes).expect("the system's random number generator works");
    }
}

/// The machine's clock and randomness.
#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
pub fn system() -> Ambient {
    Ambient::new(Arc::new(SystemClock { started: Instant::now() }), Arc::new(SystemRandom))
}
