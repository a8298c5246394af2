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
    /// The sequence number that it is to replace; `None` when what is there is as new.
    fn wanted(&self, put: &Put) -> Option<u64> {
        let place = self.get(&put.subject).unwrap_or(Place { sequence: 0, version: 0 });
        (place.sequence == 0 || place.version < put.version).then_some(place.sequence)
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
    // What would not be put for what is remembered is looked at anew: the bucket may not be the one of then.
    let mut looks = Vec::new();
    for put in batch.iter().filter(|p| known.get(&p.subject).is_none_or(|k| k.version >= p.version)) {
        looks.push(look(link, known, &put.subject));
    }
    try_join_all(looks).await?;
    let mut asked = Vec::with_capacity(batch.len());
    let mut asks = Vec::with_capacity(batch.len());
    for put in batch {
        if let Some(sequence) = known.wanted(put) {
            asked.push(put);
            asks.push(api::storing(&put.subject, put.body.clone(), sequence));
        }
    }
    if asks.is_empty() {
        return Ok(());
    }
    for (put, outcome) in asked.into_iter().zip(api::store_in_order(link, asks).await?) {
        match outcome {
            Outcome::Stored(sequence) => known.set(&put.subject, Place { sequence, version: put.version }),
            Outcome::Overtaken => insist(link, known, put).await?,
        }
    }
    Ok(())
}

/// Another writer was faster: looks again who is newer.
async fn insist(link: &Link, known: &Known, put: &Put) -> Result<(), HubError> {
    for _ in 0..TRIES {
        look(link, known, &put.subject).await?;
        let Some(sequence) = known.wanted(put) else { return Ok(()) };
        let stored = api::store(link, &put.subject, put.body.clone(), Some(sequence)).await?;
        if let Outcome::Stored(sequence) = stored {
            known.set(&put.subject, Place { sequence, version: put.version });
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
