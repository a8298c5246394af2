//! The hub over NATS JetStream, for more than one process. The server must be 2.11 or later.
//!
//! Nothing here is the truth: the catalog is rebuilt from the database, presence and locks are said anew. While there
//! is no connection every call fails at once, watches and consumers wait, and the connection is tried without limit.

mod address;
mod api;
mod catalog;
mod config;
mod layout;
mod link;
mod locks;
mod push;
mod rpc;
mod status;
mod stream;
mod token;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use model::Ambient;
use model::catalog::Document;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

pub use config::{Credentials, HubConfig, Tls};

use self::layout::Bucket;
use self::link::Link;
use crate::{
    CatalogEvent, Delivery, Event, Held, Hub, HubError, HubStatus, Interest, Lock, Presence, Request,
    STATE_SIZE, Stream,
};

/// How often a control plane looks whether every stream is there.
const PROVISION: Duration = Duration::from_secs(5);

pub struct NatsHub {
    inner: Arc<Inner>,
    provisioning: Option<AbortHandle>,
}

struct Inner {
    link: Link,
    /// This hub's own part in the subjects of its events.
    identity: String,
    replicas: Option<u8>,
    monitor: Option<String>,
    known: catalog::Known,
    seen: locks::Seen,
}

impl NatsHub {
    /// Returns without a connection when there is none to be had yet ([`Hub::status`] says so); fails when the
    /// configuration cannot be used.
    pub async fn connect(config: &HubConfig, ambient: Ambient) -> Result<Self, HubError> {
        let link = Link::connect(config, ambient).await?;
        let inner = Arc::new(Inner {
            link,
            identity: config.credentials.identity(),
            replicas: config.provision.then_some(config.replicas),
            monitor: config.monitor.clone(),
            known: catalog::Known::default(),
            seen: locks::Seen::default(),
        });
        let provisioning =
            config.provision.then(|| tokio::spawn(provision(Arc::clone(&inner))).abort_handle());
        Ok(Self { inner, provisioning })
    }

    /// Whether a connection is there within `patience`.
    pub async fn connected(&self, patience: Duration) -> bool {
        let mut connection = self.inner.link.connection();
        timeout(patience, connection.wait_for(|c| c.up)).await.is_ok_and(|c| c.is_ok())
    }
}

impl Drop for NatsHub {
    fn drop(&mut self) {
        if let Some(task) = &self.provisioning {
            task.abort();
        }
    }
}

impl Inner {
    /// Creates what is missing on the server.
    async fn ensure(&self) -> Result<(), HubError> {
        let Some(replicas) = self.replicas else {
            return Err(HubError::NoResponder("the hub's streams; a control plane creates them".to_owned()));
        };
        for config in layout::configurations(replicas) {
            api::create_stream(&self.link, &config).await?;
        }
        Ok(())
    }

    /// Tries once more when the server did not know the stream and it could be created.
    async fn with_streams<T, F: Future<Output = Result<T, HubError>>>(
        &self,
        attempt: impl Fn() -> F,
    ) -> Result<T, HubError> {
        match attempt().await {
            Err(HubError::NoResponder(_)) => {
                self.ensure().await?;
                attempt().await
            }
            other => other,
        }
    }
}

async fn provision(hub: Arc<Inner>) {
    let mut connection = hub.link.connection();
    loop {
        if connection.wait_for(|c| c.up).await.is_err() {
            return;
        }
        if let Err(error) = hub.ensure().await {
            tracing::warn!(%error, "the hub's streams cannot be created");
        }
        sleep(PROVISION).await;
    }
}

#[async_trait]
impl Hub for NatsHub {
    async fn put(&self, documents: Vec<Document>) -> Result<(), HubError> {
        let (link, known) = (&self.inner.link, &self.inner.known);
        self.inner.with_streams(|| catalog::put(link, known, &documents)).await
    }

    async fn filled(&self) -> Result<(), HubError> {
        self.inner.with_streams(|| catalog::set_filled(&self.inner.link)).await
    }

    async fn watch(&self, interest: Interest) -> Result<mpsc::Receiver<CatalogEvent>, HubError> {
        self.inner.link.check()?;
        let (events, receiver) = mpsc::channel(watch::QUEUE);
        tokio::spawn(watch::Watcher::new(self.inner.link.clone(), interest, events).run());
        Ok(receiver)
    }

    async fn versions(&self, interest: &Interest) -> Result<Vec<Held>, HubError> {
        catalog::versions(&self.inner.link, interest).await
    }

    async fn request(&self, subject: &str, body: Bytes, deadline: Duration) -> Result<Bytes, HubError> {
        rpc::request(&self.inner.link, subject, body, deadline).await
    }

    async fn serve(&self, subject: &str) -> Result<mpsc::Receiver<Request>, HubError> {
        rpc::serve(&self.inner.link, subject).await
    }

    async fn publish(&self, stream: Stream, event: Event) -> Result<(), HubError> {
        let subject = layout::stream_subject(stream, &self.inner.identity);
        let (link, id, body) = (&self.inner.link, &event.id, &event.body);
        self.inner.with_streams(|| api::store_event(link, &subject, id, body.clone())).await
    }

    async fn consume(&self, stream: Stream, group: &str) -> Result<mpsc::Receiver<Delivery>, HubError> {
        let (deliveries, receiver) = mpsc::channel(stream::QUEUE);
        let link = &self.inner.link;
        let join = || stream::Member::join(link, stream, group, deliveries.clone());
        tokio::spawn(self.inner.with_streams(join).await?.run());
        Ok(receiver)
    }

    async fn announce(&self, presence: Presence) -> Result<(), HubError> {
        // Under the identity, so that nobody can speak for another role.
        let node = token::encode(&presence.node);
        let subject = format!("{}{}.{node}", Bucket::Presence.prefix(), self.inner.identity);
        let body = serde_json::to_vec(&presence).map_err(|e| HubError::Invalid(e.to_string()))?;
        let (link, body) = (&self.inner.link, Bytes::from(body));
        self.inner.with_streams(|| api::store(link, &subject, body.clone(), None)).await.map(drop)
    }

    async fn present(&self) -> Result<Vec<Presence>, HubError> {
        let filter = format!("{}>", Bucket::Presence.prefix());
        let link = &self.inner.link;
        let values = self.inner.with_streams(|| push::list(link, Bucket::Presence, &filter)).await?;
        let mut all: Vec<Presence> =
            values.iter().filter_map(|v| serde_json::from_slice(&v.body).ok()).collect();
        all.sort_by(|a, b| a.node.cmp(&b.node));
        Ok(all)
    }

    async fn acquire(&self, lock: &str) -> Result<Option<Lock>, HubError> {
        let (link, seen) = (&self.inner.link, &self.inner.seen);
        self.inner.with_streams(|| locks::acquire(link, seen, lock)).await
    }

    async fn renew(&self, lock: &mut Lock) -> Result<bool, HubError> {
        locks::renew(&self.inner.link, lock).await
    }

    async fn release(&self, lock: Lock) -> Result<(), HubError> {
        locks::release(&self.inner.link, lock).await
    }

    async fn save(&self, key: &str, body: Bytes) -> Result<(), HubError> {
        if body.len() > STATE_SIZE {
            return Err(HubError::Invalid(format!("{key} is longer than {STATE_SIZE} bytes")));
        }
        let (link, subject) = (&self.inner.link, Bucket::State.subject(key));
        self.inner.with_streams(|| api::store(link, &subject, body.clone(), None)).await.map(drop)
    }

    async fn load(&self, key: &str) -> Result<Option<Bytes>, HubError> {
        let (link, subject) = (&self.inner.link, Bucket::State.subject(key));
        let stored = self.inner.with_streams(|| api::last(link, Bucket::State, &subject)).await?;
        Ok(stored.filter(|s| !s.erased).map(|s| s.payload))
    }

    async fn forget(&self, key: &str) -> Result<(), HubError> {
        let (link, subject) = (&self.inner.link, Bucket::State.subject(key));
        self.inner.with_streams(|| api::erase(link, &subject)).await
    }

    async fn status(&self) -> HubStatus {
        status::status(&self.inner).await
    }
}
