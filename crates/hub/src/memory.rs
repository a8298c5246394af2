//! The hub within one process: for the all-in-one and for tests.
//!
//! Queues are bounded. A watcher that does not keep up is disconnected and watches anew; a consumer group keeps its
//! backlog up to [`STREAM_BACKLOG`], the oldest dropped first.

mod locks;
mod stream;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use model::Clock;
use model::catalog::{Document, Key};
use tokio::sync::mpsc;
use tokio::time::timeout;

pub use self::stream::STREAM_BACKLOG;

use crate::presence::TTL;
use crate::{
    CatalogEvent, Delivery, Event, Held, Hub, HubError, HubStatus, Interest, Lock, Presence, Request,
    STATE_SIZE, Stream,
};

const WATCH_QUEUE: usize = 65_536;
const SERVE_QUEUE: usize = 8_192;

pub struct MemoryHub {
    clock: Arc<dyn Clock>,
    state: Shared,
}

type Shared = Arc<Mutex<State>>;

#[derive(Default)]
struct State {
    documents: BTreeMap<Key, Document>,
    watchers: Vec<Watcher>,
    servers: HashMap<String, mpsc::Sender<Request>>,
    streams: stream::Streams,
    present: HashMap<String, (Presence, Duration)>,
    locks: locks::Locks,
    kept: HashMap<String, Bytes>,
}

struct Watcher {
    interest: Interest,
    events: mpsc::Sender<CatalogEvent>,
}

fn lock(state: &Shared) -> MutexGuard<'_, State> {
    // No code panics while holding the lock; if it ever did, the maps are still consistent.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl MemoryHub {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Shared::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
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

    async fn filled(&self) -> Result<(), HubError> {
        // It cannot lose anything but with its process.
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

    async fn versions(&self, interest: &Interest) -> Result<Vec<Held>, HubError> {
        let state = self.state();
        let held = state.documents.values().filter(|d| interest.includes(d));
        Ok(held.map(|d| Held { key: d.key.clone(), version: d.version, removed: d.body.is_none() }).collect())
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
        let gone = self.state().streams.publish(&self.state, stream, event);
        drop(gone);
        Ok(())
    }

    async fn consume(&self, stream: Stream, group: &str) -> Result<mpsc::Receiver<Delivery>, HubError> {
        let (receiver, gone) = self.state().streams.consume(&self.state, stream, group);
        drop(gone);
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

    async fn acquire(&self, lock: &str) -> Result<Option<Lock>, HubError> {
        Ok(self.state().locks.acquire(lock, &*self.clock))
    }

    async fn renew(&self, lock: &mut Lock) -> Result<bool, HubError> {
        Ok(self.state().locks.renew(lock, &*self.clock))
    }

    async fn release(&self, lock: Lock) -> Result<(), HubError> {
        self.state().locks.release(&lock);
        Ok(())
    }

    async fn save(&self, key: &str, body: Bytes) -> Result<(), HubError> {
        if body.len() > STATE_SIZE {
            return Err(HubError::Invalid(format!("{key} is longer than {STATE_SIZE} bytes")));
        }
        self.state().kept.insert(key.to_owned(), body);
        Ok(())
    }

    async fn load(&self, key: &str) -> Result<Option<Bytes>, HubError> {
        Ok(self.state().kept.get(key).cloned())
    }

    async fn forget(&self, key: &str) -> Result<(), HubError> {
        self.state().kept.remove(key);
        Ok(())
    }

    async fn status(&self) -> HubStatus {
        HubStatus { kind: "memory", reachable: true, filled: true, ..HubStatus::default() }
    }
}
