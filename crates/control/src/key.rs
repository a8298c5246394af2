//! Signing keys: every tenant signs its tokens with keys of its own.
//!
//! ```text
//!   generated ──► next ──► active ──► retired ──► deleted
//!                published  signs      verifies    when the last token it signed has expired
//! ```
//! A key is published (JWKS and catalog) one rotation before it signs, so no verifier ever meets a key it could
//! not know; a retired key stays published until nothing it signed is valid. Both make planned rotation unnoticed.
//! Private halves are sealed in the database, parsed once and kept in memory.

pub mod administer;
mod cache;
mod issuer;
mod opaque;
pub mod rotate;
mod verify;

use std::sync::Arc;

use jose::SigningKey;
use model::tenant::TenantDomain;
use serde::Serialize;
use serde_json::Value;

use crate::Control;
use crate::error::Error;

pub(crate) use cache::KeyCache;
pub use verify::Issued;

/// `typ` of access tokens (RFC 9068).
pub const ACCESS_TOKEN: &str = "at+jwt";

/// Claim of an access token whose user is not ours: the name of the trusted issuer who knows the user.
pub const FEDERATED: &str = "idp";

/// A key's horizon is moved this many seconds past the expiry of the token that exceeds it, so that the database
/// is written once a day and not once a token.
const HORIZON_STEP: i64 = 86_400;

impl Control {
    /// Signs `claims` with the tenant's active key. `expires_at` (Unix seconds, as in `exp`; `i64::MAX` for never)
    /// decides how long the key stays published.
    pub async fn sign(
        &self,
        tenant: &TenantDomain,
        typ: &str,
        claims: &impl Serialize,
        expires_at: i64,
    ) -> Result<String, Error> {
        let key = self.signing_key(tenant, expires_at).await?;
        key.sign_claims(typ, claims).map_err(Error::internal)
    }

    /// The tenant's public keys as a JWK set: next, active and retired ones.
    pub async fn public_keys(&self, tenant: &TenantDomain) -> Result<Value, Error> {
        let keys = self.tenant_keys(tenant).await?;
        Ok(keys.jwks.clone())
    }

    /// The active key, sure to stay published until `expires_at`.
    async fn signing_key(&self, tenant: &TenantDomain, expires_at: i64) -> Result<Arc<SigningKey>, Error> {
        let mut keys = self.tenant_keys(tenant).await?;
        loop {
            if keys.serves_until() >= expires_at {
                return Ok(keys.active.clone());
            }
            let until = expires_at.saturating_add(HORIZON_STEP);
            let mut tx = self.begin_concurrent().await?;
            let known =
                store::signing_key::extend(&mut tx, tenant.as_str(), keys.active.kid(), until).await?;
            tx.commit().await?;
            if known {
                keys.extend(until);
            } else {
                // Retired and deleted by another process since we read it.
                keys = self.reload_keys(tenant).await?;
            }
        }
    }
}

#[cfg(test)]
mod tests;
