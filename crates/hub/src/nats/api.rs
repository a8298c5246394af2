//! The part of the JetStream API that is needed, as the server speaks it: every subject that is published or
//! subscribed to stands here or in `layout`, so that permissions can be as narrow as `deploy/nats` makes them.

use std::time::Duration;

use async_nats::{HeaderMap, Message};
use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::layout::{self, Bucket};
use super::link::{Ask, DEADLINE, Link};
use crate::HubError;

/// The server's error codes that mean something to us.
const WRONG_LAST_SEQUENCE: u32 = 10_071;
const WRONG_LAST_SEQUENCE_CONSTANT: u32 = 10_164;
const STREAM_NAME_IN_USE: u32 = 10_058;
const STREAM_NOT_FOUND: u32 = 10_059;
const CONSUMER_NOT_FOUND: u32 = 10_014;
const STORAGE_EXCEEDED: u32 = 10_047;
const MEMORY_EXCEEDED: u32 = 10_028;

/// What a slow disk may take to sync one message.
const SYNC: Duration = Duration::from_millis(100);

/// A stored message.
pub struct Stored {
    pub sequence: u64,
    pub payload: Bytes,
    /// It marks the end of its key ([`erase`]).
    pub erased: bool,
}

/// What an attempt to store came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// With this sequence number.
    Stored(u64),
    /// Somebody else stored in between.
    Overtaken,
}

#[derive(Deserialize)]
struct Failure {
    #[serde(default)]
    err_code: u32,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
struct Stamp {
    #[serde(default)]
    seq: u64,
}

#[derive(Deserialize)]
struct Answer {
    error: Option<Failure>,
}

/// Stores `body` under `subject`; with `expected`, only when the last message of the subject has that sequence number
/// (0: there is none).
pub async fn store(
    link: &Link,
    subject: &str,
    body: Bytes,
    expected: Option<u64>,
) -> Result<Outcome, HubError> {
    store_with(link, subject, body, expected.map(expecting)).await
}

/// One of several to be stored in order.
pub fn storing(subject: &str, body: Bytes, expected: u64) -> Ask {
    Ask { subject: subject.to_owned(), headers: expecting(expected), body }
}

/// Stores them in their order; each for itself, so some may be overtaken.
pub async fn store_in_order(link: &Link, asks: Vec<Ask>) -> Result<Vec<Outcome>, HubError> {
    let syncs = SYNC.saturating_mul(u32::try_from(asks.len()).unwrap_or(u32::MAX));
    let answers = link.ask_in_order(asks, DEADLINE + syncs).await?;
    answers.iter().map(outcome).collect()
}

fn expecting(sequence: u64) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Expected-Last-Subject-Sequence", sequence.to_string());
    headers
}

/// Stores an event once per id.
pub async fn store_event(link: &Link, subject: &str, id: &str, body: Bytes) -> Result<(), HubError> {
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Msg-Id", id);
    store_with(link, subject, body, Some(headers)).await.map(drop)
}

/// Ends a key of a bucket.
pub async fn erase(link: &Link, subject: &str) -> Result<(), HubError> {
    let mut headers = HeaderMap::new();
    headers.insert("KV-Operation", "DEL");
    store_with(link, subject, Bytes::new(), Some(headers)).await.map(drop)
}

async fn store_with(
    link: &Link,
    subject: &str,
    body: Bytes,
    headers: Option<HeaderMap>,
) -> Result<Outcome, HubError> {
    outcome(&link.ask(subject, headers, body, DEADLINE).await?)
}

fn outcome(answer: &Message) -> Result<Outcome, HubError> {
    match read::<Stamp>(&answer.payload) {
        Ok(stamp) => Ok(Outcome::Stored(stamp.seq)),
        Err(Refusal { code: WRONG_LAST_SEQUENCE | WRONG_LAST_SEQUENCE_CONSTANT, .. }) => {
            Ok(Outcome::Overtaken)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The last message of a subject of a bucket.
pub async fn last(link: &Link, bucket: Bucket, subject: &str) -> Result<Option<Stored>, HubError> {
    let ask = format!("$JS.API.DIRECT.GET.{}.{subject}", bucket.stream());
    let answer = link.ask(&ask, None, Bytes::new(), DEADLINE).await?;
    match answer.status.map(|s| s.as_u16()) {
        Some(404) => return Ok(None),
        Some(status) => {
            return Err(HubError::Unreachable(format!("a read was answered with status {status}")));
        }
        None => {}
    }
    // The last: the server adds its headers after those of the stored message, which may have the same names.
    let header = |name: &str| answer.headers.as_ref().and_then(|h| h.get_last(name)).map(ToString::to_string);
    let sequence = header("Nats-Sequence").and_then(|s| s.parse().ok());
    let sequence =
        sequence.ok_or_else(|| HubError::Unreachable("a read was answered without number".to_owned()))?;
    Ok(Some(Stored { sequence, erased: header("KV-Operation").is_some(), payload: answer.payload }))
}

/// Creates a stream; one that is there already stays as it is. Its numbers begin with the time, so that those of a
/// stream that is made anew are never taken for those of the one before.
pub async fn create_stream(link: &Link, config: &Value) -> Result<(), HubError> {
    let name = config["name"].as_str().unwrap_or_default();
    match call::<Value>(link, &format!("STREAM.INFO.{name}"), &json!({}), DEADLINE).await? {
        Ok(_) => return Ok(()),
        Err(refusal) if refusal.code == STREAM_NOT_FOUND => {}
        Err(refusal) => return Err(refusal.into()),
    }
    let mut config = config.clone();
    config["first_seq"] = u64::try_from(link.ambient.now().0).unwrap_or(1).max(1).into();
    match call::<Value>(link, &format!("STREAM.CREATE.{name}"), &config, DEADLINE).await? {
        Ok(_) => {
            tracing::info!(stream = name, "created on the event hub");
            Ok(())
        }
        // Somebody else was faster.
        Err(refusal) if refusal.code == STREAM_NAME_IN_USE => Ok(()),
        Err(refusal) => Err(refusal.into()),
    }
}

#[derive(Deserialize)]
pub struct Consumer {
    #[serde(default)]
    pub num_pending: u64,
}

/// Creates a consumer, or finds it when it is durable and there. `filter` is part of the subject that is asked, so that
/// a permission can name it.
pub async fn create_consumer(
    link: &Link,
    stream: &str,
    name: &str,
    filter: Option<&str>,
    config: &Value,
) -> Result<Consumer, HubError> {
    let filter = filter.map(|f| format!(".{f}")).unwrap_or_default();
    let body = json!({"stream_name": stream, "config": config, "action": ""});
    let subject = format!("CONSUMER.CREATE.{stream}.{name}{filter}");
    Ok(call::<Consumer>(link, &subject, &body, DEADLINE).await??)
}

async fn call<T: DeserializeOwned>(
    link: &Link,
    subject: &str,
    body: &Value,
    deadline: Duration,
) -> Result<Result<T, Refusal>, HubError> {
    let body = Bytes::from(body.to_string());
    let answer = link.ask(&format!("$JS.API.{subject}"), None, body, deadline).await?;
    Ok(read(&answer.payload))
}

struct Refusal {
    code: u32,
    words: String,
}

impl From<Refusal> for HubError {
    fn from(refusal: Refusal) -> Self {
        match refusal.code {
            STREAM_NOT_FOUND | CONSUMER_NOT_FOUND => Self::NoResponder(refusal.words),
            STORAGE_EXCEEDED | MEMORY_EXCEEDED => Self::Refused(format!(
                "{}; the streams reserve {} MiB of the server's max_file_store",
                refusal.words,
                layout::RESERVED >> 20
            )),
            _ => Self::Unreachable(refusal.words),
        }
    }
}

fn read<T: DeserializeOwned>(payload: &[u8]) -> Result<T, Refusal> {
    let unreadable =
        |e: serde_json::Error| Refusal { code: 0, words: format!("an answer cannot be read: {e}") };
    let answer: Answer = serde_json::from_slice(payload).map_err(unreadable)?;
    if let Some(failure) = answer.error {
        return Err(Refusal { code: failure.err_code, words: failure.description });
    }
    serde_json::from_slice(payload).map_err(unreadable)
}
