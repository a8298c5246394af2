//! Grants: what the token endpoint takes for a token, one per file.

mod authorization_code;
mod client_credentials;
mod password;
mod refresh;

use std::net::IpAddr;

use crate::OAuth;
use crate::credential::Asking;
use crate::error::Error;
use crate::issue::TokenResponse;
use crate::realm::Realm;
use crate::request::Params;

pub const AUTHORIZATION_CODE: &str = "authorization_code";
/// Tokens from the authorization endpoint itself (RFC 6749 4.2).
pub const IMPLICIT: &str = "implicit";
pub const CLIENT_CREDENTIALS: &str = "client_credentials";
pub const PASSWORD: &str = "password";
pub const REFRESH_TOKEN: &str = "refresh_token";
/// What the token endpoint takes.
pub const SUPPORTED: [&str; 4] = [AUTHORIZATION_CODE, CLIENT_CREDENTIALS, PASSWORD, REFRESH_TOKEN];
/// What a client can be registered for.
pub const REGISTRABLE: [&str; 5] =
    [AUTHORIZATION_CODE, CLIENT_CREDENTIALS, IMPLICIT, PASSWORD, REFRESH_TOKEN];

/// A token request of a known client.
pub struct Grant<'a> {
    pub asking: &'a Asking,
    pub params: &'a Params,
    pub realm: &'a Realm,
    pub peer: Option<IpAddr>,
}

impl OAuth {
    /// Redeems what the request brings for tokens (RFC 6749 4 and 6).
    pub(crate) async fn redeem(&self, grant_type: &str, grant: &Grant<'_>) -> Result<TokenResponse, Error> {
        if !SUPPORTED.contains(&grant_type) {
            return Err(Error::UnsupportedGrantType);
        }
        if !grant.asking.client.may_use(grant_type) {
            return Err(Error::UnauthorizedClient(
                "The authenticated client is not authorized to use this authorization grant type",
            ));
        }
        match grant_type {
            AUTHORIZATION_CODE => self.authorization_code(grant).await,
            CLIENT_CREDENTIALS => self.client_credentials(grant).await,
            PASSWORD => self.password(grant).await,
            _ => self.refresh(grant).await,
        }
    }
}
