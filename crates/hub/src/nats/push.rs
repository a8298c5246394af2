//! Reading a bucket in order: what is there, then what comes.
//!
//! One consumer per filter, named in the subject by which it is created, so that a permission can say what may be read.
//! The server sends to an inbox of ours under flow control, so a slow reader holds it back; it numbers what it sends
//! and says so when it has nothing to send. A gap in the numbers, a silence or a break of the connection ends the
//! reading, and whoever reads starts anew.

use std::time::Duration;

use async_nats::{Message, Subscriber};
use bytes::Bytes;
use futures::StreamExt;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::api;
use super::layout::{Bucket, nanos};
use super::link::{Connection, Link};
use crate::HubError;

/// The server says at least this often that it is there.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// Silence for this long is a break.
const SILENCE: Duration = Duration::from_secs(6);
/// The server forgets a reader that has been gone for so long: so nobody needs the right to end readings.
const FORGET: Duration = Duration::from_secs(5);

pub struct Reading {
    link: Link,
    subscriber: Subscriber,
    connection: watch::Receiver<Connection>,
    number: u64,
    heard: Instant,
    /// Messages received.
    received: u64,
    /// Of the values that were there at the beginning, those still to come.
    left: u64,
}

/// One value.
pub struct Value {
    pub subject: String,
    pub body: Bytes,
    /// Its key was ended.
    pub erased: bool,
}

impl Reading {
    /// Begins with the current value of each key that `filter` names (a subject, `>` allowed).
    pub async fn start(link: &Link, bucket: Bucket, filter: &str) -> Result<Self, HubError> {
        link.check()?;
        let connection = link.connection();
        let number = connection.borrow().number;
        let (name, inbox) = (link.fresh(), link.client.new_inbox());
        let subscriber = link.client.subscribe(inbox.clone()).await;
        let subscriber = subscriber.map_err(|e| HubError::Unreachable(e.to_string()))?;
        let config = json!({
            "name": name, "deliver_subject": inbox, "filter_subject": filter,
            "deliver_policy": "last_per_subject", "ack_policy": "none", "replay_policy": "instant", "max_deliver": 1,
            "flow_control": true, "idle_heartbeat": nanos(HEARTBEAT), "inactive_threshold": nanos(FORGET),
            "mem_storage": true, "num_replicas": 1,
        });
        let created = api::create_consumer(link, bucket.stream(), &name, Some(filter), &config).await?;
        Ok(Self {
            link: link.clone(),
            subscriber,
            connection,
            number,
            heard: Instant::now(),
            received: 0,
            left: created.num_pending,
        })
    }

    /// All that was there at the beginning has been read.
    pub fn caught_up(&self) -> bool {
        self.left == 0
    }

    /// The next of those that were there at the beginning; `None` after the last.
    async fn next_of_old(&mut self) -> Result<Option<Value>, HubError> {
        while !self.caught_up() {
            if let Some(value) = self.step().await? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// One message: a value, or something between us and the server. An error ends the reading. May be dropped and
    /// called again.
    pub async fn step(&mut self) -> Result<Option<Value>, HubError> {
        let message = tokio::select! {
            message = timeout_at(self.heard + SILENCE, self.subscriber.next()) => message,
            _ = self.connection.wait_for(|c| c.number != self.number || !c.up) => {
                return Err(HubError::Unreachable("the connection broke".to_owned()));
            }
        };
        let message = message.map_err(|_| HubError::Unreachable("the hub went silent".to_owned()))?;
        let message = message.ok_or_else(|| HubError::Unreachable("the subscription ended".to_owned()))?;
        self.heard = Instant::now();
        match message.status.map(|s| s.as_u16()) {
            None => self.value(message).map(Some),
            Some(100) => self.control(&message).await.map(|()| None),
            Some(status) => Err(HubError::Unreachable(format!("the reading ended with status {status}"))),
        }
    }

    fn value(&mut self, message: Message) -> Result<Value, HubError> {
        self.received += 1;
        let stamp = message.reply.as_deref().and_then(Stamp::read);
        let Some(stamp) = stamp.filter(|s| s.number == self.received) else {
            return Err(HubError::Unreachable("messages were lost".to_owned()));
        };
        // Each that was overtaken or has expired since is one less to come.
        self.left = self.left.saturating_sub(1).min(stamp.pending);
        let erased = message
            .headers
            .as_ref()
            .is_some_and(|h| h.get("KV-Operation").is_some() || h.get("Nats-Marker-Reason").is_some());
        Ok(Value { subject: message.subject.to_string(), body: message.payload, erased })
    }

    /// A heartbeat, or a question whether we keep up; both may carry where to say so.
    async fn control(&mut self, message: &Message) -> Result<(), HubError> {
        let header = |name: &str| message.headers.as_ref().and_then(|h| h.get(name)).map(ToString::to_string);
        if let Some(sent) = header("Nats-Last-Consumer").and_then(|n| n.parse::<u64>().ok())
            && sent != self.received
        {
            return Err(HubError::Unreachable("messages were lost".to_owned()));
        }
        let subject =
            message.reply.as_ref().map(ToString::to_string).or_else(|| header("Nats-Consumer-Stalled"));
        if let Some(subject) = subject {
            let said = self.link.client.publish(subject, Bytes::new()).await;
            said.map_err(|e| HubError::Unreachable(e.to_string()))?;
        }
        Ok(())
    }
}

/// Everything that is there under `filter` now.
pub async fn list(link: &Link, bucket: Bucket, filter: &str) -> Result<Vec<Value>, HubError> {
    let mut reading = Reading::start(link, bucket, filter).await?;
    let mut values = Vec::new();
    while let Some(value) = reading.next_of_old().await? {
        if !value.erased {
            values.push(value);
        }
    }
    Ok(values)
}

/// What a message's reply subject tells.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    /// Of the messages sent to this reading.
    number: u64,
    /// Messages that are still to be sent.
    pending: u64,
}

impl Stamp {
    /// `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.<pending>`, or the same with domain
    /// and account before the stream.
    fn read(reply: &str) -> Option<Self> {
        let tokens: Vec<_> = reply.split('.').collect();
        let stream = if tokens.len() == 9 { 2 } else { 4 };
        let number = |at: usize| tokens.get(stream + at)?.parse().ok();
        Some(Self { number: number(4)?, pending: number(6)? })
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn both_forms_of_replies_are_read() {
        let stamp = Some(Stamp { number: 5, pending: 9 });
        assert_eq!(Stamp::read("$JS.ACK.KV_catalog.c.1.77.5.1700000000.9"), stamp);
        assert_eq!(Stamp::read("$JS.ACK.hub.acc.KV_catalog.c.1.77.5.1700000000.9.x"), stamp);
        assert_eq!(Stamp::read("$JS.ACK.x"), None);
    }
}
