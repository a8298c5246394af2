//! What a holder keeps of each shard.

use std::collections::VecDeque;

use super::Slot;
use crate::time::Time;

/// Replies to more than this many unanswered requests are not waited for.
const FLIGHTS: usize = 8;

#[derive(Default)]
pub struct Shard {
    /// The owner's; 0 before one was heard of.
    pub term: u64,
    pub seq: u64,
    /// As the owner counts them.
    pub holders: u32,
    /// Counters to be spoken of in the next request.
    pub queue: Vec<u32>,
    /// Since when the queue is not empty, and whether somebody waits.
    pub queued_at: Time,
    pub urgent: bool,
    /// Not yet reported to this owner.
    pub unreported: Vec<u32>,
    /// The owner does not know yet that all is reported.
    pub reporting: bool,
    pub flights: VecDeque<Flight>,
    /// Whether the last of the flights is still within its time.
    pub waiting: bool,
    pub heard_at: Option<Time>,
    /// No owner answers; the failure modes apply.
    pub lost: bool,
    /// Listed among those with something to send.
    pub busy: bool,
}

/// A request that is under way.
pub struct Flight {
    pub seq: u64,
    pub sent_at: Time,
    pub slots: Vec<Slot>,
    pub complete: bool,
}

impl Shard {
    pub fn sent(&mut self, flight: Flight) {
        if self.flights.len() >= FLIGHTS {
            self.flights.pop_front();
        }
        self.flights.push_back(flight);
        self.waiting = true;
    }

    /// The flight a reply belongs to; `None` if it was given up or answered before.
    pub fn landed(&mut self, seq: u64) -> Option<Flight> {
        let at = self.flights.iter().position(|f| f.seq == seq)?;
        if at + 1 == self.flights.len() {
            self.waiting = false;
        }
        self.flights.remove(at)
    }

    /// When the last request is to be repeated.
    pub fn resend_at(&self, resend: u64) -> Option<Time> {
        self.flights.back().filter(|_| self.waiting).map(|f| f.sent_at.plus(resend))
    }

    pub fn has_work(&self) -> bool {
        !self.queue.is_empty() || self.reporting
    }
}
