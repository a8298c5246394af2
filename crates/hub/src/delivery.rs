//! An event handed to a consumer of a group.

use std::fmt;
use std::ops::Deref;

use crate::Event;

/// An event that is the consumer's until it is acknowledged. Dropped without, it is delivered again to some consumer
/// of the group, and so it is when the consumer dies: at least once.
pub struct Delivery {
    event: Event,
    settle: Option<Settle>,
}

/// Told once: `true` when the event was dealt with. Must not block.
pub(crate) type Settle = Box<dyn FnOnce(bool) + Send + Sync>;

impl Delivery {
    pub(crate) fn new(event: Event, settle: Settle) -> Self {
        Self { event, settle: Some(settle) }
    }

    /// The event has been dealt with, for good: to be said after what it caused is committed.
    pub fn ack(mut self) {
        if let Some(settle) = self.settle.take() {
            settle(true);
        }
    }

    /// Takes the event back without settling it.
    pub(crate) fn withdraw(mut self) {
        self.settle = None;
    }
}

impl Deref for Delivery {
    type Target = Event;
    fn deref(&self) -> &Event {
        &self.event
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        if let Some(settle) = self.settle.take() {
            settle(false);
        }
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Delivery").field(&self.event).finish()
    }
}
