//! The event hub: how run-time roles learn what the database decided, and how they talk back.
//!
//! Kinds of traffic (architecture.md, "The event hub"): the **catalog** (latest document per key, watched),
//! **requests** (question and answer, with a deadline), **streams** (at-least-once events, de-duplicated by id),
//! **presence**, **locks** and small **state**. [`memory`] serves one process, `nats` many. The crate must not know what the
//! documents mean.
//!
//! Invariant: the environments of a document never change while its key lives. They are part of its address on the
//! hub, and what a watcher may read is decided by address.

pub mod delivery;
pub mod error;
pub mod lock;
pub mod memory;
#[cfg(feature = "nats")]
pub mod nats;
pub mod presence;
pub mod status;
pub mod stream;
pub mod watch;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use model::catalog::Document;
use tokio::sync::{mpsc, oneshot};

pub use delivery::Delivery;
pub use error::HubError;
pub use lock::Lock;
pub use memory::MemoryHub;
#[cfg(feature = "nats")]
pub use nats::NatsHub;
pub use presence::Presence;
pub use status::{Held, HubStatus};
pub use stream::{Event, Stream};
pub use watch::{CatalogEvent, Interest};

/// The hub as every role sees it.
#[async_trait]
pub trait Hub: Send + Sync {
    /// Puts documents in order. A document whose version is not higher than the current one is ignored, so
    /// publishing twice is harmless. A removal (`body: None`) is remembered with its version.
    async fn put(&self, documents: Vec<Document>) -> Result<(), HubError>;

    /// Says that every document of the database has been put: from now on what is absent is known not to exist. A hub
    /// that is new, or has lost its data, is not filled ([`HubStatus::filled`]) until this is said again.
    async fn filled(&self) -> Result<(), HubError>;

    /// The current value of every document of interest, then [`CatalogEvent::Current`] as soon as the hub is filled,
    /// then each change; changes come in the order of their putting within one environment, and within those meant for
    /// all. `Current` is sent once. What a hub has lost is never shown as a removal.
    ///
    /// The channel closes when the watcher falls too far behind or the hub cannot go on: watch anew.
    async fn watch(&self, interest: Interest) -> Result<mpsc::Receiver<CatalogEvent>, HubError>;

    /// What the hub holds of every document of interest, removals included, in the order of their keys: to be compared
    /// with the database.
    async fn versions(&self, interest: &Interest) -> Result<Vec<Held>, HubError>;

    /// Asks whoever serves `subject`. Fails with [`HubError::NoResponder`] at once when nobody does, and with
    /// [`HubError::Timeout`] after `deadline`.
    async fn request(&self, subject: &str, body: Bytes, deadline: Duration) -> Result<Bytes, HubError>;

    /// Serves `subject` from now until the receiver is dropped. During a take-over two may serve a subject for a
    /// moment, and either may be asked: what they answer must carry a term (see [`Lock`]).
    async fn serve(&self, subject: &str) -> Result<mpsc::Receiver<Request>, HubError>;

    /// Appends an event. An id already seen on the stream is accepted and dropped.
    async fn publish(&self, stream: Stream, event: Event) -> Result<(), HubError>;

    /// Events of a stream for a durable group: each goes to one consumer of the group at a time, from where the
    /// group left off. A new group begins with the oldest event that the stream still has.
    async fn consume(&self, stream: Stream, group: &str) -> Result<mpsc::Receiver<Delivery>, HubError>;

    /// Announces a node; to be repeated well within [`presence::TTL`].
    async fn announce(&self, presence: Presence) -> Result<(), HubError>;

    /// Nodes announced within [`presence::TTL`].
    async fn present(&self) -> Result<Vec<Presence>, HubError>;

    /// Takes a lock that nobody holds, or none: a dead holder's is free [`lock::TTL`] after its last renewal, provided
    /// that it has been asked for at least that long.
    async fn acquire(&self, lock: &str) -> Result<Option<Lock>, HubError>;

    /// Holds it for another [`lock::TTL`]; `false` when it is lost. After an error it may still be held: try again, but
    /// act as its holder no longer than `until`.
    async fn renew(&self, lock: &mut Lock) -> Result<bool, HubError>;

    /// Gives it up, if it is still held.
    async fn release(&self, lock: Lock) -> Result<(), HubError>;

    /// Keeps a small value, e.g. a checkpoint; the last one counts. At most [`STATE_SIZE`] bytes.
    async fn save(&self, key: &str, body: Bytes) -> Result<(), HubError>;

    async fn load(&self, key: &str) -> Result<Option<Bytes>, HubError>;

    async fn forget(&self, key: &str) -> Result<(), HubError>;

    /// Never fails: a hub that cannot be reached has a status too.
    async fn status(&self) -> HubStatus;
}

/// Longest body of [`Hub::save`].
pub const STATE_SIZE: usize = 256 * 1024;

/// A shared hub.
pub type SharedHub = Arc<dyn Hub>;

/// A request to be answered once.
pub struct Request {
    pub body: Bytes,
    answer: oneshot::Sender<Bytes>,
}

impl Request {
    pub fn new(body: Bytes) -> (Self, oneshot::Receiver<Bytes>) {
        let (answer, receiver) = oneshot::channel();
        (Self { body, answer }, receiver)
    }
    /// Answers; the asker may have given up, which is fine.
    pub fn answer(self, body: Bytes) {
        drop(self.answer.send(body));
    }
}
