//! Watching the catalog through breaks.
//!
//! After any break every current value is read again, and what is newer than what the watcher has been told is passed
//! on. A removal is a value too, so one that happened during the break is among them. What is not there any more,
//! because a bucket was deleted, restored or made anew, tells nothing, and the watcher keeps what it has.

use std::collections::HashMap;
use std::time::Duration;

use futures::FutureExt;
use futures::future::select_all;
use model::catalog::{Document, Key};
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::layout::{Bucket, FILLED};
use super::link::Link;
use super::push::{Reading, Value};
use super::{address, catalog};
use crate::{CatalogEvent, HubError, Interest};

/// What the watcher may be behind by; then the server is held back.
pub const QUEUE: usize = 8_192;
/// Pause before the hub is tried again.
const AGAIN: Duration = Duration::from_millis(500);

pub struct Watcher {
    link: Link,
    interest: Interest,
    events: mpsc::Sender<CatalogEvent>,
    /// Versions that were passed on.
    told: HashMap<Key, u64>,
    current: bool,
}

/// Why a reading ended well.
enum Ended {
    /// Nobody listens any more.
    Unwatched,
    /// The hub was filled since: all that belongs to it is to be read once more before it is called current.
    Filled,
}

impl Watcher {
    pub fn new(link: Link, interest: Interest, events: mpsc::Sender<CatalogEvent>) -> Self {
        Self { link, interest, events, told: HashMap::new(), current: false }
    }

    /// Until nobody listens.
    pub async fn run(mut self) {
        let events = self.events.clone();
        loop {
            let read = tokio::select! {
                read = self.read() => read,
                () = events.closed() => return,
            };
            match read {
                Ok(Ended::Unwatched) => return,
                Ok(Ended::Filled) => continue,
                Err(error) => tracing::info!(%error, "the catalog is read anew"),
            }
            tokio::select! {
                () = sleep(AGAIN) => {}
                () = events.closed() => return,
            }
        }
    }

    async fn read(&mut self) -> Result<Ended, HubError> {
        // Looked at before the values are read: then those that make it whole are among them.
        let mut whole = self.current || catalog::is_filled(&self.link).await?;
        let mut readings = Vec::new();
        for filter in address::filters(&self.interest) {
            readings.push(Reading::start(&self.link, Bucket::Catalog, &filter).await?);
        }
        loop {
            if whole && !self.current && readings.iter().all(Reading::caught_up) {
                self.current = true;
                if self.events.send(CatalogEvent::Current).await.is_err() {
                    return Ok(Ended::Unwatched);
                }
            }
            let next = readings.iter_mut().map(|r| r.step().boxed());
            let Some(value) = select_all(next).await.0? else { continue };
            if value.subject == FILLED {
                if !whole && !value.erased {
                    // With a single reading everything before it has been passed on already.
                    if readings.len() > 1 {
                        return Ok(Ended::Filled);
                    }
                    whole = true;
                }
                continue;
            }
            if !self.pass_on(&value).await {
                return Ok(Ended::Unwatched);
            }
        }
    }

    /// Whether anybody listens.
    async fn pass_on(&mut self, value: &Value) -> bool {
        if value.erased {
            return true;
        }
        let Some(document) = address::document(&value.subject, &value.body) else { return true };
        if !self.interest.includes(&document) || !self.is_news(&document) {
            return true;
        }
        self.events.send(CatalogEvent::Document(document)).await.is_ok()
    }

    fn is_news(&mut self, document: &Document) -> bool {
        let told = self.told.get(&document.key).copied();
        if told.is_some_and(|t| t >= document.version) {
            return false;
        }
        self.told.insert(document.key.clone(), document.version);
        // The removal of what it never saw is no news while it hears of what there is.
        told.is_some() || self.current || document.body.is_some()
    }
}
