//! The event hub: how run-time roles learn what the database decided, and how they talk back.
//!
//! Four kinds of traffic (architecture.md, "The event hub"): the **catalog** (latest document per key, watched),
//! **requests** (question and answer, with a deadline), **streams** (at-least-once events, de-duplicated by id)
//! and **presence**. [`memory`] serves one process. The crate must not know what the documents mean.

pub mod error;
pub mod memory;
pub mod presence;
pub mod stream;
pub mod watch;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use model::catalog::Document;
use tokio::sync::{mpsc, oneshot};

pub use error::HubError;
pub use memory::MemoryHub;
pub use presence::Presence;
pub use stream::{Event, Stream};
pub use watch::{CatalogEvent, Interest};

/// The hub as every role sees it.
#[async_trait]
pub trait Hub: Send + Sync {
    /// Puts documents in order. A document whose version is not higher than the current one is ignored, so
    /// publishing twice is harmless. A removal (`body: None`) is remembered with its version.
    async fn put(&self, documents: Vec<Document>) -> Result<(), HubError>;

    /// The current value of every document of interest, then [`CatalogEvent::Current`], then each change in
    /// order. A watcher that falls too far behind sees the channel close and watches anew.
    async fn watch(&self, interest: Interest) -> Result<mpsc::Receiver<CatalogEvent>, HubError>;

    /// Asks whoever serves `subject`. Fails with [`HubError::NoResponder`] at once when nobody does, and with
    /// [`HubError::Timeout`] after `deadline`.
    async fn request(&self, subject: &str, body: Bytes, deadline: Duration) -> Result<Bytes, HubError>;

    /// Serves `subject` from now until the receiver is dropped. The newest server of a subject gets its requests.
    async fn serve(&self, subject: &str) -> Result<mpsc::Receiver<Request>, HubError>;

    /// Appends an event. An id already seen on the stream is accepted and dropped.
    async fn publish(&self, stream: Stream, event: Event) -> Result<(), HubError>;

    /// Events of a stream for a durable group: each goes to one consumer of the group at a time, from where the
    /// group left off.
    async fn consume(&self, stream: Stream, group: &str) -> Result<mpsc::Receiver<Event>, HubError>;

    /// Announces a node; to be repeated well within [`presence::TTL`].
    async fn announce(&self, presence: Presence) -> Result<(), HubError>;

    /// Nodes announced within [`presence::TTL`].
    async fn present(&self) -> Result<Vec<Presence>, HubError>;
}

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
