//! The connection: kept up without limit, watched, and asked with deadlines.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_nats::{
    Client, ConnectOptions, Event, HeaderMap, Message, PublishErrorKind, RequestErrorKind, ServerError,
    StatusCode,
};
use bytes::Bytes;
use futures::StreamExt;
use model::Ambient;
use secrecy::ExposeSecret;
use tokio::sync::{broadcast, watch};
use tokio::time::timeout;

use super::config::{Credentials, HubConfig};
use crate::HubError;

/// Oldest server that is understood.
const SERVER: (u64, u64) = (2, 11);
/// Longest wait for the server's own answers.
pub const DEADLINE: Duration = Duration::from_secs(5);
/// A half-open connection is noticed within three of these.
const PING: Duration = Duration::from_secs(5);
const CONNECT: Duration = Duration::from_secs(3);
const BACK_OFF: Duration = Duration::from_millis(50);
const BACK_OFF_MOST: Duration = Duration::from_secs(2);
/// Refusals that are remembered for whoever waits for one.
const REFUSALS: usize = 256;

/// Cheap to clone; all clones are the same connection.
#[derive(Clone)]
pub struct Link {
    pub client: Client,
    pub ambient: Ambient,
    /// Counts connections; even while there is none.
    state: Arc<State>,
}

struct State {
    connection: watch::Sender<Connection>,
    /// What the server refused, in its words.
    refusals: broadcast::Sender<String>,
    /// The last connection whose server was found new enough.
    checked: AtomicU64,
}

/// One of several requests.
pub struct Ask {
    pub subject: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Connection {
    /// Rises with each connection.
    pub number: u64,
    pub up: bool,
}

impl Link {
    /// Returns at once when the servers cannot be reached: they are tried for as long as it takes.
    pub async fn connect(config: &HubConfig, ambient: Ambient) -> Result<Self, HubError> {
        let state = Arc::new(State {
            connection: watch::Sender::new(Connection::default()),
            refusals: broadcast::Sender::new(REFUSALS),
            checked: AtomicU64::new(0),
        });
        let (events, random) = (Arc::clone(&state), ambient.clone());
        let mut options = ConnectOptions::new()
            .name(&config.name)
            .custom_inbox_prefix(format!("_INBOX_{}", config.credentials.identity()))
            .retry_on_initial_connect()
            .max_reconnects(None)
            .reconnect_delay_callback(move |attempts| back_off(attempts, &random))
            .connection_timeout(CONNECT)
            .ping_interval(PING)
            .event_callback(move |event| {
                events.hear(event);
                std::future::ready(())
            });
        if let Credentials::Password { user, password } = &config.credentials {
            options = options.user_and_password(user.clone(), password.expose_secret().to_owned());
        }
        if let Some(tls) = &config.tls {
            options = options.require_tls(true);
            if let Some(ca) = &tls.ca {
                options = options.add_root_certificates(ca.clone());
            }
            if let Some((certificate, key)) = &tls.identity {
                options = options.add_client_certificate(certificate.clone(), key.clone());
            }
        }
        let client = options
            .connect(config.servers.as_slice())
            .await
            .map_err(|e| HubError::Invalid(format!("the hub's servers cannot be used: {e}")))?;
        Ok(Self { client, ambient, state })
    }

    pub fn connection(&self) -> watch::Receiver<Connection> {
        self.state.connection.subscribe()
    }

    pub fn refusals(&self) -> broadcast::Receiver<String> {
        self.state.refusals.subscribe()
    }

    pub fn now(&self) -> Duration {
        self.ambient.clock.monotonic()
    }

    /// Fails fast while there is no connection, or one to a server that is too old.
    pub fn check(&self) -> Result<(), HubError> {
        let connection = *self.state.connection.borrow();
        if !connection.up || self.client.connection_state() != async_nats::connection::State::Connected {
            return Err(HubError::Unreachable("no connection".to_owned()));
        }
        if self.state.checked.load(Ordering::Relaxed) == connection.number {
            return Ok(());
        }
        let version = self.client.server_info().version;
        if !new_enough(&version) {
            return Err(HubError::Unreachable(format!("its server is {version}, and must be 2.11 or later")));
        }
        self.state.checked.store(connection.number, Ordering::Relaxed);
        Ok(())
    }

    /// Asks, and gives up when the connection breaks, the server refuses, or `deadline` is over.
    pub async fn ask(
        &self,
        subject: &str,
        headers: Option<HeaderMap>,
        body: Bytes,
        deadline: Duration,
    ) -> Result<Message, HubError> {
        self.check()?;
        let mut connection = self.connection();
        let mut refusals = self.refusals();
        let mut request = async_nats::Request::new().payload(body).timeout(None);
        if let Some(headers) = headers {
            request = request.headers(headers);
        }
        let broken = async {
            drop(connection.wait_for(|c| !c.up).await);
        };
        let subject = [subject.to_owned()];
        let refused = refusal_of(&mut refusals, &subject);
        let subject = &subject[0];
        tokio::select! {
            biased;
            answer = timeout(deadline, self.client.send_request(subject.clone(), request)) => match answer {
                Err(_) => Err(HubError::Timeout),
                Ok(Ok(message)) if message.status == Some(StatusCode::NO_RESPONDERS) => {
                    Err(HubError::NoResponder(subject.clone()))
                }
                Ok(Ok(message)) => Ok(message),
                Ok(Err(error)) => Err(match error.kind() {
                    RequestErrorKind::NoResponders => HubError::NoResponder(subject.clone()),
                    RequestErrorKind::TimedOut => HubError::Timeout,
                    RequestErrorKind::InvalidSubject | RequestErrorKind::MaxPayloadExceeded => {
                        HubError::Invalid(error.to_string())
                    }
                    RequestErrorKind::Other => HubError::Unreachable(error.to_string()),
                }),
            },
            words = refused => Err(HubError::Refused(words)),
            () = broken => Err(HubError::Unreachable("the connection broke".to_owned())),
        }
    }

    /// Sends all of them in this order, and waits for the answer to each. Fails as [`ask`](Self::ask) does.
    pub async fn ask_in_order(&self, asks: Vec<Ask>, deadline: Duration) -> Result<Vec<Message>, HubError> {
        self.check()?;
        let mut connection = self.connection();
        let mut refusals = self.refusals();
        let subjects: Vec<_> = asks.iter().map(|a| a.subject.clone()).collect();
        let broken = async {
            drop(connection.wait_for(|c| !c.up).await);
        };
        tokio::select! {
            answers = timeout(deadline, self.exchange(asks, &subjects)) => answers.unwrap_or(Err(HubError::Timeout)),
            words = refusal_of(&mut refusals, &subjects) => Err(HubError::Refused(words)),
            () = broken => Err(HubError::Unreachable("the connection broke".to_owned())),
        }
    }

    /// Each is sent before the next: many requests polled together would overtake one another.
    async fn exchange(&self, asks: Vec<Ask>, subjects: &[String]) -> Result<Vec<Message>, HubError> {
        let broken = |e: String| HubError::Unreachable(e);
        let inbox = self.client.new_inbox();
        let subscriber = self.client.subscribe(format!("{inbox}.*")).await;
        let mut subscriber = subscriber.map_err(|e| broken(e.to_string()))?;
        for (at, Ask { subject, headers, body }) in asks.into_iter().enumerate() {
            let reply = format!("{inbox}.{at}");
            let sent = self.client.publish_with_reply_and_headers(subject, reply, headers, body).await;
            sent.map_err(|error| match error.kind() {
                PublishErrorKind::Send => broken(error.to_string()),
                _ => HubError::Invalid(error.to_string()),
            })?;
        }
        let mut answers: Vec<Option<Message>> = vec![None; subjects.len()];
        let mut left = subjects.len();
        while left > 0 {
            let message =
                subscriber.next().await.ok_or_else(|| broken("the subscription ended".to_owned()))?;
            let at = message.subject.rsplit('.').next().and_then(|n| n.parse::<usize>().ok());
            let Some(place) = at.and_then(|at| answers.get_mut(at)).filter(|a| a.is_none()) else { continue };
            if message.status == Some(StatusCode::NO_RESPONDERS) {
                return Err(HubError::NoResponder(at.map_or_else(String::new, |at| subjects[at].clone())));
            }
            *place = Some(message);
            left -= 1;
        }
        Ok(answers.into_iter().flatten().collect())
    }

    /// A random name that nobody can guess.
    pub fn fresh(&self) -> String {
        self.ambient.random_id().simple().to_string()
    }
}

/// Resolves when the server refuses something about one of `subjects`. It may write them in lower case.
pub async fn refusal_of(refusals: &mut broadcast::Receiver<String>, subjects: &[String]) -> String {
    let about = |words: &str| {
        let mut quoted = words.split('"').skip(1).step_by(2);
        quoted.any(|q| subjects.iter().any(|s| s.eq_ignore_ascii_case(q)))
    };
    loop {
        match refusals.recv().await {
            Ok(words) if about(&words) => return words,
            Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

impl State {
    fn hear(&self, event: Event) {
        match event {
            Event::Connected => {
                tracing::info!("connected to the event hub");
                self.connection.send_modify(|c| *c = Connection { number: c.number + 1, up: true });
            }
            Event::Disconnected | Event::Closed => {
                tracing::warn!("the connection to the event hub is lost");
                self.connection.send_modify(|c| c.up = false);
            }
            Event::ServerError(error) => {
                tracing::warn!(%error, "the event hub refuses");
                if let ServerError::Other(words) = error {
                    drop(self.refusals.send(words));
                }
            }
            Event::ClientError(error) => tracing::warn!(%error, "the event hub cannot be reached"),
            Event::SlowConsumer(_) => tracing::warn!("a subscription is too slow; messages were dropped"),
            Event::LameDuckMode | Event::Draining => {}
        }
    }
}

/// Doubles, up to a limit, and is spread so that nodes do not come back all at once.
fn back_off(attempts: usize, ambient: &Ambient) -> Duration {
    if attempts <= 1 {
        return Duration::ZERO;
    }
    let full = BACK_OFF.saturating_mul(1 << (attempts - 2).min(16)).min(BACK_OFF_MOST);
    let mut dice = [0u8; 1];
    ambient.random.fill(&mut dice);
    full.mul_f64(0.5 + f64::from(dice[0]) / 512.0)
}

fn new_enough(version: &str) -> bool {
    let mut numbers = version.split('.').map(|n| n.parse::<u64>().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    found >= SERVER
}

#[cfg(test)]
mod tests {
    use super::new_enough;

    #[test]
    fn old_servers_are_told_from_new_ones() {
        for (version, good) in
            [("2.11.0", true), ("2.14.6", true), ("3.0.0-beta.1", true), ("2.10.29", false), ("", false)]
        {
            assert_eq!(new_enough(version), good, "{version}");
        }
    }
}
