//! A developer revokes an API key: gateways learn of it as of a revoked token.

use jose::{Claims, base64url};
use model::application::KeyType;
use store::Tx;
use store::api_key::ApiKeyRow;

use crate::error::Error;
use crate::{Caller, Control};

/// The key to revoke.
#[derive(Clone, Copy)]
pub enum Revoked<'a> {
    Id(&'a str),
    /// The key itself.
    Key(&'a str),
}

pub(super) fn no_such_key(id: &str) -> Error {
    Error::not_found("API key", id, 404)
}

/// The id that a key says it has. Whoever owns the application may revoke any key of it, so a forged one gains nothing.
fn id_of(key: &str) -> Option<String> {
    if key.len() > jose::jws::MAX_TOKEN_LEN {
        return None;
    }
    let payload = base64url::decode(key.split('.').nth(1)?, "payload").ok()?;
    Claims::parse(&payload).ok()?.jti.map(String::from)
}

impl Control {
    /// Revokes a key of an application of the caller. One that has expired or was revoked is not there any more.
    pub async fn revoke_api_key(
        &self,
        caller: &Caller,
        application_id: &str,
        key_type: KeyType,
        which: Revoked<'_>,
    ) -> Result<(), Error> {
        let keys = self.api_keys(caller, application_id, key_type).await?;
        let (id, unknown) = match which {
            Revoked::Id(id) => (id.to_owned(), no_such_key(id)),
            Revoked::Key(key) => (
                id_of(key).unwrap_or_default(),
                Error::invalid("apikey", "is no key of this application and type that can be revoked"),
            ),
        };
        let row = keys.into_iter().find(|k| k.id == id).ok_or(unknown)?;
        let mut tx = self.begin().await?;
        self.withdraw_api_key(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The same, in the caller's transaction.
    pub(super) async fn withdraw_api_key(&self, tx: &mut Tx, row: &ApiKeyRow) -> Result<(), Error> {
        let issued = model::Timestamp(row.issued_at).secs();
        let expires_at = row.validity.map_or(i64::MAX, |seconds| issued.saturating_add(seconds));
        store::api_key::delete(tx, &row.tenant, &row.id).await?;
        let now = self.ambient().now();
        store::revocation::put_token(tx, &row.tenant, &row.id, expires_at, now).await?;
        Ok(())
    }
}
