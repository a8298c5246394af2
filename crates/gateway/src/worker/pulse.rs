//! What a client is waited for, and since when. One look per second over all connections of a core takes the place of
//! a timer per connection.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Duration;

use model::Clock;
use tokio::sync::Notify;

use crate::config::Limits;
use framing::Framing;

/// How long a client may go on sending after our end.
const LINGER: Duration = Duration::from_secs(2);

/// The signs of life of one connection. Times are monotonic.
pub struct Pulse {
    clock: Arc<dyn Clock>,
    /// Requests whose responses have not gone.
    busy: Cell<u32>,
    place: Cell<Place>,
    /// A head has been incomplete since.
    head_since: Cell<Option<Duration>>,
    /// Nothing to read since.
    reading_since: Cell<Option<Duration>>,
    /// No room to write since.
    writing_since: Cell<Option<Duration>>,
    /// The connection has been closed on our side since.
    closed_since: Cell<Option<Duration>>,
    end: Notify,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Between,
    Head,
    Body,
}

impl Pulse {
    pub fn new(clock: Arc<dyn Clock>) -> Rc<Self> {
        Rc::new(Self {
            clock,
            busy: Cell::new(0),
            place: Cell::new(Place::Between),
            head_since: Cell::new(None),
            reading_since: Cell::new(None),
            writing_since: Cell::new(None),
            closed_since: Cell::new(None),
            end: Notify::new(),
        })
    }

    pub fn waits_for_bytes(&self) {
        if self.reading_since.get().is_none() {
            self.reading_since.set(Some(self.clock.monotonic()));
        }
    }

    pub fn got_bytes(&self) {
        self.reading_since.set(None);
    }

    pub fn wrote(&self, done: bool) {
        if done {
            self.writing_since.set(None);
        } else if self.writing_since.get().is_none() {
            self.writing_since.set(Some(self.clock.monotonic()));
        }
    }

    pub fn at(&self, framing: &Framing) {
        let place = if framing.between() {
            Place::Between
        } else if framing.in_head() {
            Place::Head
        } else {
            Place::Body
        };
        self.place.set(place);
        if place != Place::Head {
            self.head_since.set(None);
        } else if self.head_since.get().is_none() {
            self.head_since.set(Some(self.clock.monotonic()));
        }
    }

    /// We have ended; the client may still be sending.
    pub fn lingers(&self) {
        if self.closed_since.get().is_none() {
            self.closed_since.set(Some(self.clock.monotonic()));
        }
    }

    pub fn begin(&self) {
        self.busy.set(self.busy.get() + 1);
    }

    /// `now` is when a response has gone; the time to be idle begins.
    pub fn finish(&self, now: Duration) {
        self.busy.set(self.busy.get().saturating_sub(1));
        if self.reading_since.get().is_some() {
            self.reading_since.set(Some(now));
        }
    }

    /// Comes when the client has been waited for too long.
    pub async fn ended(&self) {
        self.end.notified().await;
    }

    fn overdue(&self, now: Duration, limits: &Limits) -> bool {
        let past = |since: &Cell<Option<Duration>>, limit| {
            since.get().is_some_and(|s| now.saturating_sub(s) >= limit)
        };
        let reads = match self.place.get() {
            Place::Between => self.busy.get() == 0,
            Place::Body => true,
            Place::Head => false,
        };
        past(&self.head_since, limits.header())
            || (reads && past(&self.reading_since, limits.idle()))
            || past(&self.writing_since, limits.idle())
            || past(&self.closed_since, LINGER)
    }
}

/// The connections of a core.
#[derive(Default)]
pub struct Pulses {
    all: RefCell<Vec<Weak<Pulse>>>,
}

impl Pulses {
    pub fn add(&self, pulse: &Rc<Pulse>) {
        self.all.borrow_mut().push(Rc::downgrade(pulse));
    }

    /// Ends connections that are overdue and forgets those that are gone.
    pub fn check(&self, now: Duration, limits: &Limits) {
        self.all.borrow_mut().retain(|weak| {
            let Some(pulse) = weak.upgrade() else { return false };
            if pulse.overdue(now, limits) {
                pulse.end.notify_one();
            }
            true
        });
    }
}
