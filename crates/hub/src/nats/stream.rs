//! Streams of events, and the durable groups that read them.

use std::time::Duration;

use async_nats::{Message, Subscriber};
use bytes::Bytes;
use futures::StreamExt;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::api;
use super::layout::{ACK_WAIT, IN_FLIGHT, nanos, stream_name};
use super::link::Link;
use crate::{Delivery, Event, HubError, Stream};

/// Events that wait for the consumer in this process.
pub const QUEUE: usize = 256;
/// A request for events is kept open by the server for so long, and made anew.
const OPEN: Duration = Duration::from_secs(5);
const HEARTBEAT: Duration = Duration::from_secs(1);
/// Silence for this long is a break.
const SILENCE: Duration = Duration::from_secs(3);
const AGAIN: Duration = Duration::from_millis(500);
/// What is said of deliveries and has not been sent yet; each event is settled once, so this is never full.
const SETTLED: usize = IN_FLIGHT + QUEUE;

/// One consumer of a group.
pub struct Member {
    link: Link,
    stream: Stream,
    group: String,
    deliveries: mpsc::Sender<Delivery>,
    settled: mpsc::Sender<(String, bool)>,
}

impl Member {
    /// Joins the group, which is made when it is new.
    pub async fn join(
        link: &Link,
        stream: Stream,
        group: &str,
        deliveries: mpsc::Sender<Delivery>,
    ) -> Result<Self, HubError> {
        if group.is_empty() || !group.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return Err(HubError::Invalid(format!(
                "{group:?} is no name of a group: letters, digits, - and _"
            )));
        }
        let (settled, settling) = mpsc::channel(SETTLED);
        let member = Self { link: link.clone(), stream, group: group.to_owned(), deliveries, settled };
        member.ensure().await?;
        tokio::spawn(settle(link.clone(), settling));
        Ok(member)
    }

    async fn ensure(&self) -> Result<(), HubError> {
        let config = json!({
            "durable_name": self.group, "name": self.group,
            "deliver_policy": "all", "ack_policy": "explicit", "replay_policy": "instant",
            "ack_wait": nanos(ACK_WAIT), "max_ack_pending": IN_FLIGHT, "max_deliver": -1,
        });
        api::create_consumer(&self.link, stream_name(self.stream), &self.group, None, &config).await.map(drop)
    }

    /// Until nobody listens.
    pub async fn run(self) {
        loop {
            if let Err(error) = self.read().await {
                tracing::info!(%error, stream = self.stream.name(), group = %self.group, "events are asked for anew");
            }
            tokio::select! {
                () = sleep(AGAIN) => {}
                () = self.deliveries.closed() => return,
            }
            // The stream may have been made anew.
            if let Err(error) = self.ensure().await {
                tracing::debug!(%error, "the group cannot be joined");
            }
        }
    }

    async fn read(&self) -> Result<(), HubError> {
        let ask = format!("$JS.API.CONSUMER.MSG.NEXT.{}.{}", stream_name(self.stream), self.group);
        loop {
            self.link.check()?;
            // Room first: what has been asked for is never dropped for want of it.
            if self.deliveries.reserve().await.is_err() {
                return Ok(());
            }
            let batch = self.deliveries.capacity().clamp(1, QUEUE);
            let inbox = self.link.client.new_inbox();
            let subscriber = self.link.client.subscribe(inbox.clone()).await;
            let mut subscriber = subscriber.map_err(|e| HubError::Unreachable(e.to_string()))?;
            let body = json!({"batch": batch, "expires": nanos(OPEN), "idle_heartbeat": nanos(HEARTBEAT)});
            let body = Bytes::from(body.to_string());
            let asked = self.link.client.publish_with_reply(ask.clone(), inbox, body).await;
            asked.map_err(|e| HubError::Unreachable(e.to_string()))?;
            let taken = self.take(&mut subscriber, batch).await;
            self.give_back(subscriber).await;
            taken?;
        }
    }

    /// Passes on what one request brings.
    async fn take(&self, subscriber: &mut Subscriber, mut left: usize) -> Result<(), HubError> {
        let mut connection = self.link.connection();
        let number = connection.borrow().number;
        while left > 0 {
            let message = tokio::select! {
                message = timeout(SILENCE, subscriber.next()) => message,
                _ = connection.wait_for(|c| c.number != number || !c.up) => {
                    return Err(HubError::Unreachable("the connection broke".to_owned()));
                }
                () = self.deliveries.closed() => return Ok(()),
            };
            let message = message.map_err(|_| HubError::Unreachable("the hub went silent".to_owned()))?;
            let message =
                message.ok_or_else(|| HubError::Unreachable("the subscription ended".to_owned()))?;
            match message.status.map(|s| s.as_u16()) {
                None => {
                    left -= 1;
                    if self.deliveries.send(self.delivery(message)).await.is_err() {
                        return Ok(());
                    }
                }
                Some(100) => {}
                // Nothing came in time, or the request was cut short: ask again.
                Some(404 | 408) => return Ok(()),
                Some(status) => {
                    let words = message.description.unwrap_or_default();
                    return Err(HubError::Unreachable(format!(
                        "the request ended with status {status} {words}"
                    )));
                }
            }
        }
        Ok(())
    }

    /// What was sent but not taken goes to others of the group at once.
    async fn give_back(&self, mut subscriber: Subscriber) {
        if subscriber.drain().await.is_err() {
            return;
        }
        while let Ok(Some(message)) = timeout(SILENCE, subscriber.next()).await {
            if message.status.is_none() {
                drop(self.delivery(message));
            }
        }
    }

    fn delivery(&self, message: Message) -> Delivery {
        let id = message.headers.as_ref().and_then(|h| h.get("Nats-Msg-Id")).map(ToString::to_string);
        let event = Event { id: id.unwrap_or_default(), body: message.payload };
        let reply = message.reply.map(|r| r.to_string()).unwrap_or_default();
        let settled = self.settled.clone();
        Delivery::new(
            event,
            Box::new(move |done| {
                // If it is lost, the event comes again after a while.
                drop(settled.try_send((reply, done)));
            }),
        )
    }
}

/// Says what became of deliveries, until the last of them is gone.
async fn settle(link: Link, mut settling: mpsc::Receiver<(String, bool)>) {
    while let Some((reply, done)) = settling.recv().await {
        let word = if done { "+ACK" } else { "-NAK" };
        if let Err(error) = link.client.publish(reply, Bytes::from_static(word.as_bytes())).await {
            tracing::debug!(%error, "an event was not settled and will come again");
        }
    }
}
