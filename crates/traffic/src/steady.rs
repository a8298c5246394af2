//! A wall clock that does not jump.

use model::ambient::{Ambient, Clock, Timestamp};
use std::sync::Arc;
use std::time::Duration;
use throttle::Time;

/// Most that the clock is corrected per [`follow`](SteadyClock::follow), in microseconds: 0.5% of a second.
const SLEW: i64 = 5_000;

/// UTC as it was at the start, carried on by the monotonic clock and drawn slowly towards the wall clock: windows
/// survive an operator who sets the clock by an hour, and follow the drift that a time service corrects.
pub struct SteadyClock {
    clock: Arc<dyn Clock>,
    wall: Timestamp,
    monotonic: Duration,
}

impl SteadyClock {
    pub fn new(ambient: &Ambient) -> Self {
        let clock = Arc::clone(&ambient.clock);
        Self { wall: clock.now(), monotonic: clock.monotonic(), clock }
    }

    /// Since the Unix epoch.
    pub fn now(&self) -> Time {
        Time::from(self.wall.plus(self.clock.monotonic().saturating_sub(self.monotonic)))
    }

    /// Draws nearer to the wall clock; to be called once a second.
    pub fn follow(&mut self) {
        let monotonic = self.clock.monotonic();
        let carried = self.wall.plus(monotonic.saturating_sub(self.monotonic));
        let ahead = self.clock.now().0.saturating_sub(carried.0).clamp(-SLEW, SLEW);
        self.wall = Timestamp(carried.0.saturating_add(ahead));
        self.monotonic = monotonic;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use model::ambient::Random;

    struct Set(Mutex<(i64, u64)>);
    impl Clock for Set {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.lock().expect("not poisoned").0)
        }
        fn monotonic(&self) -> Duration {
            Duration::from_micros(self.0.lock().expect("not poisoned").1)
        }
    }
    impl Random for Set {
        fn fill(&self, _: &mut [u8]) {}
    }

    #[test]
    fn a_jump_is_ignored_and_drift_is_followed() {
        let hands = Arc::new(Set(Mutex::new((1_000_000_000, 0))));
        let mut steady = SteadyClock::new(&Ambient::new(hands.clone(), hands.clone()));
        *hands.0.lock().expect("not poisoned") = (1_000_000_000 + 3_601_000_000, 1_000_000);
        assert_eq!(steady.now(), Time(1_001_000_000), "an hour too much");
        steady.follow();
        assert_eq!(steady.now(), Time(1_001_005_000));
        *hands.0.lock().expect("not poisoned") = (1_002_001_000, 2_000_000);
        steady.follow();
        assert_eq!(steady.now(), Time(1_002_001_000), "a few milliseconds of drift");
    }
}
