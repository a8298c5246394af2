//! Messages that may be lost, late, repeated and re-ordered.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use throttle::HolderId;
use throttle::message::{Notice, Reply, Request};

use crate::dice::Dice;

/// How bad the network is. Times in microseconds.
#[derive(Debug, Clone, Copy)]
pub struct Weather {
    pub loss: u64,
    pub repeat: u64,
    pub delay: (u64, u64),
}

#[derive(Debug, Clone)]
pub enum Event {
    ToOwner(Request),
    ToHolder(HolderId, Reply),
    Notice(HolderId, Notice),
    /// A client calls at this gateway.
    Call(usize),
    /// A gateway's background work.
    Work(usize),
    HolderCrash(usize),
    OwnerCrash(u16),
    TakeOver(u16),
    Announce(u16),
    Sweep,
}

/// Everything that is going to happen, in order of time.
#[derive(Default)]
pub struct Agenda {
    queue: BinaryHeap<Reverse<(u64, u64)>>,
    events: std::collections::HashMap<u64, Event>,
    next: u64,
}

impl Agenda {
    pub fn at(&mut self, time: u64, event: Event) {
        self.next += 1;
        self.queue.push(Reverse((time, self.next)));
        self.events.insert(self.next, event);
    }

    pub fn send(&mut self, now: u64, dice: &mut Dice, weather: Weather, event: Event) {
        if dice.chance(weather.repeat) {
            let late = dice.between(weather.delay.0, weather.delay.1.saturating_mul(3));
            self.at(now + late, event.clone());
        }
        if !dice.chance(weather.loss) {
            self.at(now + dice.between(weather.delay.0, weather.delay.1), event);
        }
    }

    pub fn pop(&mut self) -> Option<(u64, Event)> {
        let Reverse((time, id)) = self.queue.pop()?;
        self.events.remove(&id).map(|e| (time, e))
    }
}
