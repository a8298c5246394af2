//! What a test is given: a hub, seen from two nodes.

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use hub::nats::HubConfig;
use hub::{CatalogEvent, MemoryHub, NatsHub, SharedHub};
use model::catalog::{Document, Key, Kind};
use model::{Ambient, Clock, Random, Timestamp};
use serde_json::json;
use testkit::Nats;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

/// Longest that a test waits for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Bench {
    pub hub: SharedHub,
    /// The same hub over another connection, where there are connections.
    pub other: SharedHub,
    pub clock: Arc<TestClock>,
    /// Time passes only when the clock is moved.
    pub still: bool,
    pub nats: Option<Nats>,
}

impl Bench {
    pub fn memory() -> Self {
        let clock = Arc::new(TestClock::still());
        let hub: SharedHub = Arc::new(MemoryHub::new(clock.clone()));
        Self { other: Arc::clone(&hub), hub, clock, still: true, nats: None }
    }

    pub async fn nats() -> Self {
        let nats = Nats::start().await.unwrap();
        let clock = Arc::new(TestClock::real());
        let hub = connect(&nats, &clock, "first").await;
        let other = connect(&nats, &clock, "second").await;
        hub.filled().await.unwrap();
        Self { hub, other, clock, still: false, nats: Some(nats) }
    }

    /// Asks until the answer is `Some`; moves the clock on where it stands still.
    pub async fn eventually<T, F: Future<Output = Option<T>>>(&self, what: &str, ask: impl Fn() -> F) -> T {
        let look = async {
            loop {
                if let Some(found) = ask().await {
                    return found;
                }
                self.clock.forward(Duration::from_millis(500));
                sleep(Duration::from_millis(if self.still { 1 } else { 50 })).await;
            }
        };
        timeout(PATIENCE, look).await.unwrap_or_else(|_| panic!("never: {what}"))
    }
}

/// A node that may create what is missing.
pub async fn connect(nats: &Nats, clock: &Arc<TestClock>, name: &str) -> SharedHub {
    let config = HubConfig { provision: true, ..HubConfig::new(vec![nats.url()], name) };
    let hub = NatsHub::connect(&config, ambient(clock)).await.unwrap();
    assert!(hub.connected(PATIENCE).await);
    Arc::new(hub)
}

pub fn ambient(clock: &Arc<TestClock>) -> Ambient {
    Ambient::new(clock.clone(), Arc::new(TestRandom))
}

/// A document for everybody.
pub fn document(id: &str, version: u64) -> Document {
    document_for(&[], Kind::Application, id, version)
}

pub fn document_for(environments: &[&str], kind: Kind, id: &str, version: u64) -> Document {
    Document {
        key: Key { kind, tenant: "carbon.super".to_owned(), id: id.to_owned() },
        environments: environments.iter().map(|e| (*e).to_owned()).collect(),
        version,
        body: Some(json!({"id": id, "version": version})),
    }
}

pub fn removal(id: &str, version: u64) -> Document {
    Document { body: None, ..document(id, version) }
}

/// The next item, within reason.
pub async fn next<T>(receiver: &mut mpsc::Receiver<T>) -> T {
    timeout(PATIENCE, receiver.recv()).await.expect("nothing came").expect("the channel closed")
}

/// What comes before [`CatalogEvent::Current`].
pub async fn until_current(events: &mut mpsc::Receiver<CatalogEvent>) -> Vec<Document> {
    let mut documents = Vec::new();
    loop {
        match next(events).await {
            CatalogEvent::Document(document) => documents.push(document),
            CatalogEvent::Current => return documents,
        }
    }
}

pub async fn next_document(events: &mut mpsc::Receiver<CatalogEvent>) -> Document {
    match next(events).await {
        CatalogEvent::Document(document) => document,
        CatalogEvent::Current => panic!("a second Current"),
    }
}

pub struct TestClock {
    start: Option<Instant>,
    moved_millis: AtomicU64,
}

impl TestClock {
    const fn still() -> Self {
        Self { start: None, moved_millis: AtomicU64::new(0) }
    }
    #[expect(clippy::disallowed_methods, reason = "the clock of tests")]
    pub fn real() -> Self {
        Self { start: Some(Instant::now()), moved_millis: AtomicU64::new(0) }
    }
    /// Has no effect on real time.
    pub fn forward(&self, by: Duration) {
        if self.start.is_none() {
            self.moved_millis.fetch_add(by.as_millis() as u64, Ordering::Relaxed);
        }
    }
}

impl Clock for TestClock {
    #[expect(clippy::disallowed_methods, reason = "the clock of tests")]
    fn now(&self) -> Timestamp {
        if self.start.is_some() {
            let real = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
            return Timestamp(real.as_micros() as i64);
        }
        Timestamp::from_secs(1_700_000_000).plus(self.monotonic())
    }
    fn monotonic(&self) -> Duration {
        let moved = Duration::from_millis(self.moved_millis.load(Ordering::Relaxed));
        self.start.map_or(moved, |s| s.elapsed())
    }
}

struct TestRandom;

impl Random for TestRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let word = RandomState::new().hash_one(1).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}
