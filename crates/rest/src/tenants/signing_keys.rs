//! Signing keys of the caller's tenant, `/api/server/v1/signing-keys`. Ours: WSO2 keeps keys in Java key stores.

pub mod list;
pub mod remove;
pub mod rotate;

use control::key::administer::KeyInfo;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct SigningKeyList {
    count: usize,
    list: Vec<SigningKey>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SigningKey {
    /// As in the JWK set and in tokens' headers.
    kid: String,
    /// `next` (published, signs after the next rotation), `active` (signs) or `retired` (verifies what it signed).
    state: String,
    /// RFC 3339.
    created_time: String,
    /// Unix seconds: no token signed with the key is valid then or later.
    serves_until: i64,
}

impl From<Vec<KeyInfo>> for SigningKeyList {
    fn from(keys: Vec<KeyInfo>) -> Self {
        let list: Vec<SigningKey> = keys
            .into_iter()
            .map(|key| SigningKey {
                kid: key.kid,
                state: key.state,
                created_time: key.created_at.rfc3339(),
                serves_until: key.serves_until,
            })
            .collect();
        Self { count: list.len(), list }
    }
}
