//! The hub within one process: for the all-in-one and for tests.
//!
//! Queues are bounded. A watcher or a consumer that does not keep up is disconnected (a watcher watches anew; a
//! consumer group keeps its backlog up to [`STREAM_BACKLOG`], the oldest dropped first).

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use model::Clock;
use model::catalog::{Document, Key};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::presence::TTL;
use crate::{CatalogEvent, Event, Hub, HubError, Interest, Presence, Request, Stream};

const WATCH_QUEUE: usize = 65_536;
const SERVE_QUEUE: usize = 8_192;
const CONSUME_QUEUE: usize = 4_096;
/// Events kept per consumer group that has no consumer, and ids remembered for de-duplication.
pub const STREAM_BACKLOG: usize = 65_536;

pub struct MemoryHub {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    documents: BTreeMap<Key, Document>,
    watchers: Vec<Watcher>,
    servers: HashMap<String, mpsc::Sender<Request>>,
    streams: HashMap<Stream, StreamState>,
    present: HashMap<String, (Presence, Duration)>,
}

struct Watcher {
    interest: Interest,
    events: mpsc::Sender<CatalogEvent>,
}

#[derive(Default)]
struct StreamState {
    seen: HashSet<String>,
    seen_order: VecDeque<String>,
    groups: HashMap<String, Group>,
}

#[derive(Default)]
struct Group {
    consumer: Option<mpsc::Sender<Event>>,
    backlog: VecDeque<Event>,
}

impl MemoryHub {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code panics while holding the lock; if it ever did, the maps are still consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Hub for MemoryHub {
    async fn put(&self, documents: Vec<Document>) -> Result<(), HubError> {
        let mut state = self.state();
        for document in documents {
            if state.documents.get(&document.key).is_some_and(|d| d.version >= document.version) {
                continue;
            }
            state.watchers.retain(|w| {
                !w.events.is_closed()
                    && (!w.interest.includes(&document)
                        || w.events.try_send(CatalogEvent::Document(document.clone())).is_ok())
            });
            state.documents.insert(document.key.clone(), document);
        }
        Ok(())
    }

    async fn watch(&self, interest: Interest) -> Result<mpsc::Receiver<CatalogEvent>, HubError> {
        let mut state = self.state();
        let current: Vec<_> =
            state.documents.values().filter(|d| d.body.is_some() && interest.includes(d)).cloned().collect();
        let (events, receiver) = mpsc::channel(WATCH_QUEUE + current.len());
        for document in current {
            drop(events.try_send(CatalogEvent::Document(document)));
        }
        drop(events.try_send(CatalogEvent::Current));
        state.watchers.push(Watcher { interest, events });
        Ok(receiver)
    }

    async fn request(&self, subject: &str, body: Bytes, deadline: Duration) -> Result<Bytes, HubError> {
        let (request, answer) = Request::new(body);
        let server = self.state().servers.get(subject).filter(|s| !s.is_closed()).cloned();
        let server = server.ok_or_else(|| HubError::NoResponder(subject.to_owned()))?;
        server.try_send(request).map_err(|_| HubError::Full(subject.to_owned()))?;
        match timeout(deadline, answer).await {
            Err(_) => Err(HubError::Timeout),
            Ok(Err(_)) => Err(HubError::NoResponder(subject.to_owned())),
            Ok(Ok(body)) => Ok(body),
        }
    }

    async fn serve(&self, subject: &str) -> Result<mpsc::Receiver<Request>, HubError> {
        let (requests, receiver) = mpsc::channel(SERVE_QUEUE);
        self.state().servers.insert(subject.to_owned(), requests);
        Ok(receiver)
    }

    async fn publish(&self, stream: Stream, event: Event) -> Result<(), HubError> {
        let mut state = self.state();
        let stream = state.streams.entry(stream).or_default();
        if !stream.seen.insert(event.id.clone()) {
            return Ok(());
        }
        stream.seen_order.push_back(event.id.clone());
        if stream.seen_order.len() > STREAM_BACKLOG
            && let Some(oldest) = stream.seen_order.pop_front()
        {
            stream.seen.remove(&oldest);
        }
        for group in stream.groups.values_mut() {
            group.push(event.clone());
        }
        Ok(())
    }

    async fn consume(&self, stream: Stream, group: &str) -> Result<mpsc::Receiver<Event>, HubError> {
        let mut state = self.state();
        let group = state.streams.entry(stream).or_default().groups.entry(group.to_owned()).or_default();
        let (events, receiver) = mpsc::channel(CONSUME_QUEUE.max(group.backlog.len()));
        for event in group.backlog.drain(..) {
            drop(events.try_send(event));
        }
        group.consumer = Some(events);
        Ok(receiver)
    }

    async fn announce(&self, presence: Presence) -> Result<(), HubError> {
        let now = self.clock.monotonic();
        self.state().present.insert(presence.node.clone(), (presence, now));
        Ok(())
    }

    async fn present(&self) -> Result<Vec<Presence>, HubError> {
        let now = self.clock.monotonic();
        let mut state = self.state();
        state.present.retain(|_, (_, at)| now.saturating_sub(*at) <= TTL);
        let mut all: Vec<_> = state.present.values().map(|(p, _)| p.clone()).collect();
        all.sort_by(|a, b| a.node.cmp(&b.node));
        Ok(all)
    }
}

impl Group {
    /// Hands over what the consumer has room for; the rest waits, the oldest dropped first when too long.
    fn push(&mut self, event: Event) {
        self.backlog.push_back(event);
        if self.backlog.len() > STREAM_BACKLOG {
            self.backlog.pop_front();
        }
        let Some(consumer) = &self.consumer else { return };
        while let Some(event) = self.backlog.pop_front() {
            if let Err(refused) = consumer.try_send(event) {
                self.backlog.push_front(refused.into_inner());
                break;
            }
        }
    }
}
