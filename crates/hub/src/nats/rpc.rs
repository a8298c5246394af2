//! Questions and answers between roles.

use std::time::Duration;

use async_nats::{Client, HeaderMap, Message, Subscriber};
use bytes::Bytes;
use futures::StreamExt;
use tokio::sync::{broadcast, mpsc};
use tokio::time::timeout;

use super::layout::RPC;
use super::link::{Link, refusal_of};
use crate::{HubError, Request};

/// Requests that wait to be looked at; more are refused.
pub const QUEUE: usize = 8_192;
/// Longest that a subscription takes to end.
const FAREWELL: Duration = Duration::from_secs(2);
/// In an answer without body: why there is none.
const PROBLEM: &str = "Turnpike-Problem";
const FULL: &str = "full";
const UNANSWERED: &str = "unanswered";

fn full_subject(subject: &str) -> Result<String, HubError> {
    let good = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_=".contains(&b));
    if subject.split('.').all(good) {
        return Ok(format!("{RPC}{subject}"));
    }
    Err(HubError::Invalid(format!(
        "{subject:?} is no subject: words of letters, digits, - and _, dots between"
    )))
}

pub async fn request(link: &Link, subject: &str, body: Bytes, deadline: Duration) -> Result<Bytes, HubError> {
    let answer = link.ask(&full_subject(subject)?, None, body, deadline).await;
    let answer = answer.map_err(|error| match error {
        HubError::NoResponder(_) => HubError::NoResponder(subject.to_owned()),
        other => other,
    })?;
    let problem = answer.headers.as_ref().and_then(|h| h.get(PROBLEM)).map(ToString::to_string);
    match problem.as_deref() {
        None => Ok(answer.payload),
        Some(FULL) => Err(HubError::Full(subject.to_owned())),
        Some(_) => Err(HubError::NoResponder(subject.to_owned())),
    }
}

/// Serves until the receiver is dropped; the client subscribes again by itself after a break.
pub async fn serve(link: &Link, subject: &str) -> Result<mpsc::Receiver<Request>, HubError> {
    let subject = full_subject(subject)?;
    link.check()?;
    let refusals = link.refusals();
    let subscriber = link.client.subscribe(subject.clone()).await;
    let subscriber = subscriber.map_err(|e| HubError::Unreachable(e.to_string()))?;
    // So that whoever asks from now on is heard: the server has seen the subscription when it answers this.
    let seen = link.ask(super::layout::PING, None, Bytes::new(), super::link::DEADLINE).await;
    if let Err(error) = seen
        && !matches!(error, HubError::NoResponder(_))
    {
        return Err(error);
    }
    let (requests, receiver) = mpsc::channel(QUEUE);
    tokio::spawn(pump(link.client.clone(), subject, subscriber, refusals, requests));
    Ok(receiver)
}

async fn pump(
    client: Client,
    subject: String,
    mut subscriber: Subscriber,
    mut refusals: broadcast::Receiver<String>,
    requests: mpsc::Sender<Request>,
) {
    let subjects = [subject];
    loop {
        let message = tokio::select! {
            message = subscriber.next() => message,
            // The channel closes: the identity may not serve it.
            _ = refusal_of(&mut refusals, &subjects) => return,
            () = requests.closed() => None,
        };
        let Some(message) = message else { break };
        pass_on(&client, message, &requests);
    }
    // Whoever asked in the last moment is told at once, not left to wait.
    if subscriber.drain().await.is_ok() {
        while let Ok(Some(message)) = timeout(FAREWELL, subscriber.next()).await {
            let Some(reply) = message.reply else { continue };
            drop(client.publish_with_headers(reply, problem(UNANSWERED), Bytes::new()).await);
        }
    }
}

fn pass_on(client: &Client, message: Message, requests: &mpsc::Sender<Request>) {
    let (request, answer) = Request::new(message.payload);
    let refused = requests.try_send(request).is_err();
    let Some(reply) = message.reply else { return };
    let client = client.clone();
    // There are no more of these than requests in the queue and with whoever serves.
    tokio::spawn(async move {
        let said = if refused {
            client.publish_with_headers(reply, problem(FULL), Bytes::new()).await
        } else {
            match answer.await {
                Ok(body) => client.publish(reply, body).await,
                Err(_) => client.publish_with_headers(reply, problem(UNANSWERED), Bytes::new()).await,
            }
        };
        if let Err(error) = said {
            tracing::debug!(%error, "an answer could not be given");
        }
    });
}

fn problem(word: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(PROBLEM, word);
    headers
}
