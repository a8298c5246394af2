//! A developer asks for an access token of an application's own.

use super::KeyRef;
use crate::connector::{IssuedToken, TokenRequest};
use crate::error::Error;
use crate::{Caller, Control};

/// What "generate token" asks beside the key.
#[derive(Clone)]
pub struct TokenAsk {
    /// Checked where it is given.
    pub consumer_secret: Option<String>,
    pub scopes: Vec<String>,
    /// Seconds; `None` takes the key's, -1 never expires.
    pub validity: Option<i64>,
    /// A token to revoke in the same step.
    pub revoke: Option<String>,
}

impl Control {
    pub async fn generate_token(
        &self,
        caller: &Caller,
        application_id: &str,
        which: KeyRef<'_>,
        ask: TokenAsk,
    ) -> Result<IssuedToken, Error> {
        let mut tx = self.read().await?;
        crate::application::owned(&mut tx, caller, application_id).await?.ensure_usable()?;
        drop(tx);
        let key = self.application_key(caller, application_id, which).await?;
        let request = TokenRequest {
            client_id: key.client_id()?.to_owned(),
            client_secret: ask.consumer_secret,
            scopes: ask.scopes,
            validity: ask.validity,
            revoke: ask.revoke,
        };
        let connector = self.connector_of(caller.tenant(), &key.key_manager).await?;
        Ok(connector.issue_token(caller.tenant(), request).await?)
    }
}
