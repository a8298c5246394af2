use serde_json::{Value, json};

use super::Jwk;
use crate::Error;
use crate::json::Object;

/// A document with a key set may not be longer than this, in bytes.
pub const MAX_SET_LEN: usize = 1024 * 1024;
/// Nor hold more keys than this.
pub const MAX_SET_KEYS: usize = 256;

/// A JWK set (RFC 7517 §5).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JwkSet {
    pub keys: Vec<Jwk>,
    /// Keys of the document that cannot be used, which the RFC asks to be passed over.
    pub skipped: Vec<SkippedKey>,
}

/// A key of a set that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedKey {
    pub kid: Option<String>,
    pub reason: Error,
}

impl JwkSet {
    pub fn new(keys: Vec<Jwk>) -> Self {
        Self { keys, skipped: Vec::new() }
    }

    /// Reads a set. A key of an unknown type, a weak or a malformed one lands in `skipped`; what
    /// is not a set at all is an error.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        const PART: &str = "key set";
        let document = Object::parse(bytes, MAX_SET_LEN, PART)?;
        let items = document
            .get("keys")
            .ok_or(Error::malformed(PART, "member keys is missing"))?
            .as_array()
            .ok_or(Error::malformed(PART, "member keys is not an array"))??;
        if items.len() > MAX_SET_KEYS {
            return Err(Error::malformed(PART, "more than 256 keys"));
        }
        let mut set = Self::default();
        for item in items {
            let object = item.as_object().ok_or(Error::malformed(PART, "a key is not an object"))??;
            match Jwk::from_object(&object) {
                Ok(key) => set.keys.push(key),
                Err(reason) => set.skipped.push(SkippedKey {
                    kid: object.get("kid").and_then(|kid| kid.as_str()).map(str::to_owned),
                    reason,
                }),
            }
        }
        Ok(set)
    }

    /// The set as others may see it; shared secrets are left out.
    pub fn to_public_json(&self) -> Value {
        let keys: Vec<Value> = self.keys.iter().filter_map(|key| key.to_public_json().ok()).collect();
        json!({ "keys": keys })
    }
}
