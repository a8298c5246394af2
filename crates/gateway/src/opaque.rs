//! What opaque tokens stand for, as far as a core knows, and the way to ask key managers.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use ahash::RandomState;
use bytes::Bytes;
use http::HeaderValue;
use hub::SharedHub;
use model::opaque::{Ask, SUBJECT, Told};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Questions of one core under way; further ones wait.
const AT_ONCE: usize = 64;
/// Longest that a call waits for an answer, the wait for its turn included.
const DEADLINE: Duration = Duration::from_secs(3);
/// A token that no key manager knew is not asked about again for so long.
const UNKNOWN: Duration = Duration::from_secs(10);

/// What a key manager said.
#[derive(Clone)]
pub enum Known {
    /// `Bearer` and the signed token. Whether that is good is found out each time.
    Signed(HeaderValue),
    Nothing {
        until: Duration,
    },
}

/// Nobody can be asked.
#[derive(Debug)]
pub struct Away;

type Generation = HashMap<Box<[u8]>, Known, RandomState>;

/// Two generations, as [`crate::token::TokenCache`] has.
pub struct OpaqueTokens {
    hub: SharedHub,
    turn: Semaphore,
    most: usize,
    known: RefCell<(Generation, Generation)>,
}

impl OpaqueTokens {
    /// Remembers at most `capacity` answers; 0 remembers none.
    pub fn new(hub: SharedHub, capacity: usize) -> Self {
        Self { hub, turn: Semaphore::new(AT_ONCE), most: capacity / 2, known: RefCell::default() }
    }

    /// What is remembered of a token. `now` is monotonic.
    pub fn remembered(&self, token: &[u8], now: Duration) -> Option<Known> {
        let found = {
            let mut known = self.known.borrow_mut();
            let (young, old) = &mut *known;
            match young.get(token) {
                Some(found) => Some(found.clone()),
                None => old.remove_entry(token).map(|(text, found)| {
                    young.insert(text, found.clone());
                    found
                }),
            }
        };
        found.filter(|known| !matches!(known, Known::Nothing { until } if *until <= now))
    }

    /// Asks the key managers. `now` is monotonic.
    pub async fn ask(&self, token: &str, now: impl Fn() -> Duration) -> Result<Known, Away> {
        let asking = async {
            let _turn = self.turn.acquire().await.map_err(|_| Away)?;
            // Who waited may find that somebody else has asked.
            if let Some(known) = self.remembered(token.as_bytes(), now()) {
                return Ok(known);
            }
            let body = serde_json::to_vec(&Ask { token: token.to_owned() }).map_err(|_| Away)?;
            let answer = self.hub.request(SUBJECT, Bytes::from(body), DEADLINE).await.map_err(|error| {
                tracing::debug!(%error, "no key manager says what an opaque token stands for");
                Away
            })?;
            let told: Told = serde_json::from_slice(&answer).map_err(|_| Away)?;
            let header = told.signed.and_then(|signed| {
                let mut header = HeaderValue::try_from(format!("Bearer {signed}")).ok()?;
                header.set_sensitive(true);
                Some(header)
            });
            let known = header.map_or(Known::Nothing { until: now() + UNKNOWN }, Known::Signed);
            self.remember(token.as_bytes(), known.clone());
            Ok(known)
        };
        timeout(DEADLINE, asking).await.unwrap_or(Err(Away))
    }

    fn remember(&self, token: &[u8], known: Known) {
        if self.most == 0 {
            return;
        }
        let mut generations = self.known.borrow_mut();
        let (young, old) = &mut *generations;
        if young.len() >= self.most {
            *old = std::mem::take(young);
        }
        young.insert(token.into(), known);
    }
}
