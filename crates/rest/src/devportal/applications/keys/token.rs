//! What "generate token" asks, however the key is named.

use control::key_mapping::TokenAsk;
use serde::Deserialize;
use utoipa::ToSchema;

use super::seconds;
use crate::error::Error;

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationTokenGenerateRequest {
    /// Checked where it is given.
    #[serde(default)]
    consumer_secret: Option<String>,
    /// Seconds; the key's when absent.
    #[serde(default, deserialize_with = "seconds")]
    #[schema(value_type = Option<i64>)]
    validity_period: Option<i64>,
    #[serde(default)]
    scopes: Option<Vec<String>>,
    /// A token to revoke in the same step.
    #[serde(default)]
    revoke_token: Option<String>,
    /// `CLIENT_CREDENTIALS`.
    #[serde(default)]
    grant_type: Option<String>,
}

impl ApplicationTokenGenerateRequest {
    pub fn ask(self) -> Result<TokenAsk, Error> {
        match self.grant_type.as_deref() {
            None | Some("" | "CLIENT_CREDENTIALS") => {}
            Some("TOKEN_EXCHANGE") => {
                return Err(control::Error::NotSupported("generating tokens by token exchange").into());
            }
            Some(_) => return Err(Error::invalid("grantType", "must be CLIENT_CREDENTIALS")),
        }
        let given = |text: Option<String>| text.filter(|t| !t.is_empty());
        Ok(TokenAsk {
            consumer_secret: given(self.consumer_secret),
            scopes: self.scopes.unwrap_or_default(),
            validity: self.validity_period,
            revoke: given(self.revoke_token),
        })
    }
}
