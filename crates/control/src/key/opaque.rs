//! Opaque access tokens: a random text that stands for a signed token, which only we and gateways get to see.

use aws_lc_rs::digest::{SHA256, digest};
use jose::base64url;
use model::tenant::TenantDomain;
use store::opaque::{self, OpaqueRow};

use crate::Control;
use crate::error::Error;

/// Characters of an opaque token: 256 bits.
const LENGTH: usize = 43;

impl Control {
    /// Keeps a signed token of a client of `tenant` until `expires_at` (Unix seconds). Answers the opaque one that
    /// stands for it.
    pub async fn make_opaque(
        &self,
        tenant: &TenantDomain,
        client_id: &str,
        signed: &str,
        expires_at: i64,
    ) -> Result<String, Error> {
        let token = self.ambient().secret(LENGTH);
        let hash = hash(&token);
        let row = OpaqueRow {
            sealed: self.sealer().seal(&purpose(&hash), signed.as_bytes())?,
            hash,
            tenant: tenant.as_str().to_owned(),
            client_id: client_id.to_owned(),
            expires_at,
        };
        let mut tx = self.begin_concurrent().await?;
        opaque::insert(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// The signed token that an opaque one stands for, good or not; `None` for one we do not know.
    pub async fn signed_token(&self, token: &str) -> Result<Option<String>, Error> {
        if token.len() != LENGTH {
            return Ok(None);
        }
        let mut tx = self.read().await?;
        let Some(row) = opaque::get(&mut tx, &hash(token)).await? else { return Ok(None) };
        let signed = self.sealer().open(&purpose(&row.hash), &row.sealed)?;
        String::from_utf8(signed).map(Some).map_err(Error::internal)
    }
}

fn hash(token: &str) -> String {
    base64url::encode(digest(&SHA256, token.as_bytes()).as_ref())
}

fn purpose(hash: &str) -> String {
    format!("opaque token {hash}")
}
