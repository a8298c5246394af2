//! Locks as values that are replaced by comparison.
//!
//! No clock is shared: whoever wants a lock that is held watches its value, and takes it when it has not changed for
//! [`TTL`] on its own clock. A holder counts from before it asked for the renewal, so it lets go first. The value stays
//! when the lock is free, so that terms go on rising; when the bucket is lost they follow the clock.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::api::{self, Outcome};
use super::layout::Bucket;
use super::link::Link;
use crate::lock::{TTL, next_term};
use crate::{HubError, Lock};

/// What was seen of locks that others hold: sequence number of the value, and since when on our clock.
#[derive(Default)]
pub struct Seen {
    locks: Mutex<HashMap<String, (u64, Duration)>>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Value {
    term: u64,
    /// Of the holding.
    token: String,
    held: bool,
}

impl Value {
    fn read(body: &[u8]) -> Self {
        // What cannot be read is held by somebody unknown, until it has not changed for long enough.
        serde_json::from_slice(body).unwrap_or(Self { held: true, ..Self::default() })
    }
    fn body(&self) -> Bytes {
        Bytes::from(serde_json::to_vec(self).unwrap_or_default())
    }
}

impl Seen {
    /// Whether the value has been the same for long enough.
    fn dead(&self, name: &str, sequence: u64, now: Duration) -> bool {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        let (seen, since) = *locks.entry(name.to_owned()).or_insert((sequence, now));
        if seen == sequence {
            return now.saturating_sub(since) >= TTL;
        }
        locks.insert(name.to_owned(), (sequence, now));
        false
    }
    fn forget(&self, name: &str) {
        self.locks.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

pub async fn acquire(link: &Link, seen: &Seen, name: &str) -> Result<Option<Lock>, HubError> {
    let subject = Bucket::Locks.subject(name);
    let (sequence, value) = match api::last(link, Bucket::Locks, &subject).await? {
        None => (0, Value::default()),
        Some(stored) if stored.erased => (stored.sequence, Value::default()),
        Some(stored) => (stored.sequence, Value::read(&stored.payload)),
    };
    let asked = link.now();
    if value.held && !seen.dead(name, sequence, asked) {
        return Ok(None);
    }
    let term = next_term(value.term, link.ambient.now().0);
    let value = Value { term, token: link.fresh(), held: true };
    Ok(match api::store(link, &subject, value.body(), Some(sequence)).await? {
        Outcome::Overtaken => None,
        Outcome::Stored(revision) => {
            seen.forget(name);
            Some(Lock { name: name.to_owned(), term, until: asked + TTL, revision, token: value.token })
        }
    })
}

pub async fn renew(link: &Link, lock: &mut Lock) -> Result<bool, HubError> {
    let asked = link.now();
    let value = Value { term: lock.term, token: lock.token.clone(), held: true };
    let renewed = replace(link, lock, &value).await?;
    if renewed {
        lock.until = asked + TTL;
    }
    Ok(renewed)
}

pub async fn release(link: &Link, mut lock: Lock) -> Result<(), HubError> {
    let value = Value { term: lock.term, token: String::new(), held: false };
    replace(link, &mut lock, &value).await.map(drop)
}

/// Replaces the value, if it is still this holder's.
async fn replace(link: &Link, lock: &mut Lock, value: &Value) -> Result<bool, HubError> {
    let subject = Bucket::Locks.subject(&lock.name);
    if let Outcome::Stored(revision) = api::store(link, &subject, value.body(), Some(lock.revision)).await? {
        lock.revision = revision;
        return Ok(true);
    }
    // The answer to the renewal before may have been lost: then the value there is ours.
    let Some(stored) = api::last(link, Bucket::Locks, &subject).await? else { return Ok(false) };
    let there = Value::read(&stored.payload);
    if stored.erased || !there.held || there.token != lock.token || lock.token.is_empty() {
        return Ok(false);
    }
    match api::store(link, &subject, value.body(), Some(stored.sequence)).await? {
        Outcome::Overtaken => Ok(false),
        Outcome::Stored(revision) => {
            lock.revision = revision;
            Ok(true)
        }
    }
}
