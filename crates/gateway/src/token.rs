//! Verified tokens, remembered per core.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use ahash::RandomState;
use model::application::KeyType;
use model::network::Network;

use crate::table::identity::Application;
use crate::table::key_managers::KeyManager;
use crate::table::quotas::Counter;

/// What a token is.
#[derive(Debug)]
pub enum Kind {
    /// An access token (RFC 6750).
    Access,
    ApiKey(Box<Terms>),
    /// A publisher's key for the API with this id.
    TestKey(Box<str>),
}

/// Whom an API key is for.
#[derive(Debug)]
pub struct Terms {
    /// Id of the application.
    pub application: Box<str>,
    /// Addresses that may use it; empty lets any.
    pub networks: Vec<Network>,
    /// Patterns of `Referer`; empty lets any.
    pub referers: Vec<Box<str>>,
}

/// A token whose signature was good.
#[derive(Debug)]
pub struct Token {
    pub kind: Kind,
    /// Document and version of the key manager whose keys it was checked with.
    pub key_manager: Arc<KeyManager>,
    pub user: Box<str>,
    pub client: Box<str>,
    pub id: Option<Box<str>>,
    pub scopes: Vec<Box<str>>,
    pub audiences: Vec<Box<str>>,
    /// Seconds; the first one at which it is refused, leeway included.
    pub expires_at: i64,
    pub issued_at: Option<i64>,
    pub key_type: Option<KeyType>,
    /// The claims, as JSON.
    pub payload: Box<[u8]>,
    /// What the table of a serial makes of it.
    pub standing: RefCell<Option<(u64, Rc<Caller>)>>,
}

/// Who calls, by the table.
#[derive(Debug)]
pub struct Caller {
    /// `None`: the client belongs to no application.
    pub application: Option<Arc<Application>>,
    pub key_type: KeyType,
    /// `name@tenant`.
    pub user: Box<str>,
    /// Of the application's policy, for this user: quota and burst.
    pub counters: [Option<Counter>; 2],
}

/// Two generations: when the young one is full it becomes the old one, and what the old one held is forgotten unless
/// it was used since.
pub struct TokenCache {
    generation: usize,
    young: HashMap<Box<[u8]>, Rc<Token>, RandomState>,
    old: HashMap<Box<[u8]>, Rc<Token>, RandomState>,
}

impl TokenCache {
    /// Holds at most `capacity` tokens; 0 remembers none.
    pub fn new(capacity: usize) -> Self {
        Self { generation: capacity / 2, young: HashMap::default(), old: HashMap::default() }
    }

    pub fn get(&mut self, token: &[u8]) -> Option<Rc<Token>> {
        if let Some(found) = self.young.get(token) {
            return Some(Rc::clone(found));
        }
        let (text, found) = self.old.remove_entry(token)?;
        self.insert(text, Rc::clone(&found));
        Some(found)
    }

    pub fn put(&mut self, text: &[u8], token: Rc<Token>) {
        if self.generation > 0 {
            self.insert(text.into(), token);
        }
    }

    pub fn remove(&mut self, token: &[u8]) {
        self.young.remove(token);
        self.old.remove(token);
    }

    fn insert(&mut self, text: Box<[u8]>, token: Rc<Token>) {
        if self.young.len() >= self.generation {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(text, token);
    }

    pub fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
