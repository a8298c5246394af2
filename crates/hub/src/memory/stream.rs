//! Streams within one process: per group what is waiting and what is with consumers.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::Shared;
use crate::{Delivery, Event, Stream};

const CONSUME_QUEUE: usize = 4_096;
/// Events that wait per group, ids remembered for de-duplication, and events kept for groups that are yet to come: the
/// oldest are dropped first.
pub const STREAM_BACKLOG: usize = 65_536;

#[derive(Default)]
pub struct Streams {
    all: HashMap<Stream, Log>,
}

/// Ends of queues whose consumers are gone. What is still in them comes back when they are dropped, which takes the
/// lock: so they leave it first.
pub type Gone = Vec<mpsc::Sender<Delivery>>;

#[derive(Default)]
struct Log {
    seen: HashSet<String>,
    /// The newest events by number: what a new group begins with.
    kept: VecDeque<(u64, Event)>,
    next: u64,
    groups: HashMap<String, Group>,
}

#[derive(Default)]
struct Group {
    consumers: VecDeque<mpsc::Sender<Delivery>>,
    /// By number, so that what comes back takes its old place.
    waiting: BTreeMap<u64, Event>,
}

impl Streams {
    pub fn publish(&mut self, shared: &Shared, stream: Stream, event: Event) -> Gone {
        let mut gone = Gone::new();
        let log = self.all.entry(stream).or_default();
        if !log.seen.insert(event.id.clone()) {
            return gone;
        }
        let number = log.next;
        log.next += 1;
        log.kept.push_back((number, event.clone()));
        if log.kept.len() > STREAM_BACKLOG
            && let Some((_, oldest)) = log.kept.pop_front()
        {
            log.seen.remove(&oldest.id);
        }
        for (name, group) in &mut log.groups {
            group.waiting.insert(number, event.clone());
            group.hand_out(shared, stream, name, &mut gone);
        }
        gone
    }

    pub fn consume(
        &mut self,
        shared: &Shared,
        stream: Stream,
        name: &str,
    ) -> (mpsc::Receiver<Delivery>, Gone) {
        let mut gone = Gone::new();
        let log = self.all.entry(stream).or_default();
        let group = log
            .groups
            .entry(name.to_owned())
            .or_insert_with(|| Group { waiting: log.kept.iter().cloned().collect(), ..Group::default() });
        let (deliveries, receiver) = mpsc::channel(CONSUME_QUEUE);
        group.consumers.push_back(deliveries);
        group.hand_out(shared, stream, name, &mut gone);
        (receiver, gone)
    }

    /// An event was dealt with, or comes back.
    fn settle(&mut self, shared: &Shared, from: &Source, event: Event, done: bool) -> Gone {
        let mut gone = Gone::new();
        let Some(group) = self.all.get_mut(&from.stream).and_then(|l| l.groups.get_mut(&from.group)) else {
            return gone;
        };
        if !done {
            group.waiting.insert(from.number, event);
        }
        // Either way a consumer may have room now.
        group.hand_out(shared, from.stream, &from.group, &mut gone);
        gone
    }
}

/// Where a delivered event came from.
struct Source {
    stream: Stream,
    group: String,
    number: u64,
}

impl Group {
    /// Hands over what consumers have room for, in turn.
    fn hand_out(&mut self, shared: &Shared, stream: Stream, name: &str, gone: &mut Gone) {
        let (closed, open): (Vec<_>, Vec<_>) = self.consumers.drain(..).partition(mpsc::Sender::is_closed);
        gone.extend(closed);
        self.consumers = open.into();
        let mut full = 0;
        while full < self.consumers.len()
            && let Some((number, event)) = self.waiting.pop_first()
        {
            self.consumers.rotate_left(1);
            let source = Source { stream, group: name.to_owned(), number };
            let refused = self.consumers[0].try_send(delivery(shared, source, event.clone()));
            let Err(refused) = refused else {
                full = 0;
                continue;
            };
            self.waiting.insert(number, event);
            match refused {
                TrySendError::Full(delivery) => {
                    full += 1;
                    delivery.withdraw();
                }
                TrySendError::Closed(delivery) => {
                    gone.extend(self.consumers.pop_front());
                    delivery.withdraw();
                }
            }
        }
        while self.waiting.len() > STREAM_BACKLOG {
            self.waiting.pop_first();
        }
    }
}

fn delivery(shared: &Shared, source: Source, event: Event) -> Delivery {
    let state = Arc::downgrade(shared);
    let own = event.clone();
    Delivery::new(
        event,
        Box::new(move |done| {
            if let Some(shared) = state.upgrade() {
                let gone = super::lock(&shared).streams.settle(&shared, &source, own, done);
                drop(gone);
            }
        }),
    )
}
