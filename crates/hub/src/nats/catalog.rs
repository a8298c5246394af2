//! Documents onto the hub, and what it holds of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use futures::future::try_join_all;
use model::catalog::Document;
use serde::Deserialize;

use super::api::{self, Outcome};
use super::layout::{BODY_SIZE, Bucket, FILLED};
use super::link::Link;
use super::{address, push};
use crate::{Held, HubError, Interest};

/// Documents that are under way at a time.
const AT_ONCE: usize = 256;
/// Times that a document is tried again when others write it too.
const TRIES: usize = 16;

/// What is known of each subject: saves a question per document.
#[derive(Default)]
pub struct Known {
    places: Mutex<HashMap<String, Place>>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    /// Sequence number of the value in the bucket; 0: there is none.
    sequence: u64,
    /// Version of the document there.
    version: u64,
}

struct Put {
    subject: String,
    version: u64,
    body: Bytes,
}

/// The part of a stored document that tells its age.
#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

impl Known {
    fn get(&self, subject: &str) -> Option<Place> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).get(subject).copied()
    }
    fn set(&self, subject: &str, place: Place) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).insert(subject.to_owned(), place);
    }
    /// After a break anything may have happened.
    fn forget(&self) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Returns when the server has stored all of them. After an error some may be stored: put them again.
pub async fn put(link: &Link, known: &Known, documents: &[Document]) -> Result<(), HubError> {
    let mut batch = Vec::new();
    let mut subjects = BTreeSet::new();
    for document in documents {
        let body = serde_json::to_vec(document).map_err(|e| HubError::Invalid(e.to_string()))?;
        if body.len() > BODY_SIZE {
            let (kind, id) = (document.key.kind.as_str(), &document.key.id);
            return Err(HubError::Invalid(format!("the {kind} {id} is larger than {BODY_SIZE} bytes")));
        }
        let body = Bytes::from(body);
        for subject in address::subjects(document)? {
            // Two versions of one document are not under way together.
            if batch.len() >= AT_ONCE || subjects.contains(&subject) {
                flush(link, known, std::mem::take(&mut batch)).await?;
                subjects.clear();
            }
            subjects.insert(subject.clone());
            batch.push(Put { subject, version: document.version, body: body.clone() });
        }
    }
    flush(link, known, batch).await
}

async fn flush(link: &Link, known: &Known, batch: Vec<Put>) -> Result<(), HubError> {
    send(link, known, &batch).await.inspect_err(|_| known.forget())
}

async fn send(link: &Link, known: &Known, batch: &[Put]) -> Result<(), HubError> {
    let mut looks = Vec::new();
    for put in batch.iter().filter(|p| known.get(&p.subject).is_none()) {
        looks.push(look(link, known, &put.subject));
    }
    try_join_all(looks).await?;
    // They are first polled in this order and sent on one connection, so they are stored in this order.
    let mut attempts = Vec::with_capacity(batch.len());
    for put in batch {
        attempts.push(attempt(link, known, put));
    }
    let stored = try_join_all(attempts).await?;
    for (put, _) in batch.iter().zip(stored).filter(|(_, stored)| !stored) {
        insist(link, known, put).await?;
    }
    Ok(())
}

/// Another writer was faster: looks again who is newer.
async fn insist(link: &Link, known: &Known, put: &Put) -> Result<(), HubError> {
    for _ in 0..TRIES {
        look(link, known, &put.subject).await?;
        if attempt(link, known, put).await? {
            return Ok(());
        }
    }
    Err(HubError::Full(put.subject.clone()))
}

async fn look(link: &Link, known: &Known, subject: &str) -> Result<(), HubError> {
    let place = match api::last(link, Bucket::Catalog, subject).await? {
        None => Place { sequence: 0, version: 0 },
        Some(stored) => {
            // What cannot be read is older than anything.
            let version = serde_json::from_slice::<Versioned>(&stored.payload).map_or(0, |v| v.version);
            Place { sequence: stored.sequence, version }
        }
    };
    known.set(subject, place);
    Ok(())
}

/// Whether it is stored, or not worth storing.
async fn attempt(link: &Link, known: &Known, put: &Put) -> Result<bool, HubError> {
    let place = known.get(&put.subject).unwrap_or(Place { sequence: 0, version: 0 });
    if place.sequence > 0 && place.version >= put.version {
        return Ok(true);
    }
    match api::store(link, &put.subject, put.body.clone(), Some(place.sequence)).await? {
        Outcome::Stored(sequence) => {
            known.set(&put.subject, Place { sequence, version: put.version });
            Ok(true)
        }
        Outcome::Overtaken => Ok(false),
    }
}

pub async fn set_filled(link: &Link) -> Result<(), HubError> {
    let body = Bytes::from(link.ambient.now().rfc3339());
    api::store(link, FILLED, body, None).await.map(drop)
}

pub async fn is_filled(link: &Link) -> Result<bool, HubError> {
    Ok(api::last(link, Bucket::Catalog, FILLED).await?.is_some_and(|s| !s.erased))
}

pub async fn versions(link: &Link, interest: &Interest) -> Result<Vec<Held>, HubError> {
    let mut held = BTreeMap::new();
    for filter in address::filters(interest) {
        for value in push::list(link, Bucket::Catalog, &filter).await? {
            if value.subject == FILLED {
                continue;
            }
            let document = address::document(&value.subject, &value.body);
            if let Some(document) = document.filter(|d| interest.includes(d)) {
                held.insert(document.key, (document.version, document.body.is_none()));
            }
        }
    }
    Ok(held.into_iter().map(|(key, (version, removed))| Held { key, version, removed }).collect())
}
