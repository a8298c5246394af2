//! Locks within one process.

use std::collections::HashMap;
use std::time::Duration;

use model::Clock;

use crate::Lock;
use crate::lock::{TTL, next_term};

#[derive(Default)]
pub struct Locks {
    /// The last holder of each, whether it still holds it or not.
    last: HashMap<String, Holder>,
}

struct Holder {
    term: u64,
    /// `None`: given up.
    until: Option<Duration>,
}

impl Locks {
    pub fn acquire(&mut self, name: &str, clock: &dyn Clock) -> Option<Lock> {
        let now = clock.monotonic();
        let last = self.last.get(name);
        if last.is_some_and(|h| h.until.is_some_and(|until| now < until)) {
            return None;
        }
        let term = next_term(last.map_or(0, |h| h.term), clock.now().0);
        let until = now + TTL;
        self.last.insert(name.to_owned(), Holder { term, until: Some(until) });
        Some(Lock { name: name.to_owned(), term, until, revision: 0, token: String::new() })
    }

    /// Whoever is late may still have it, as long as nobody else took it.
    pub fn renew(&mut self, lock: &mut Lock, clock: &dyn Clock) -> bool {
        let Some(holder) = self.held_by(lock) else { return false };
        lock.until = clock.monotonic() + TTL;
        holder.until = Some(lock.until);
        true
    }

    pub fn release(&mut self, lock: &Lock) {
        if let Some(holder) = self.held_by(lock) {
            holder.until = None;
        }
    }

    /// Terms are unique per name, so they tell holders apart.
    fn held_by(&mut self, lock: &Lock) -> Option<&mut Holder> {
        self.last.get_mut(&lock.name).filter(|h| h.term == lock.term && h.until.is_some())
    }
}
