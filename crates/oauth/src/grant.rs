//! Grants: what the token endpoint takes for a token, one per file.

mod authorization_code;
mod client_credentials;
mod device;
mod exchange;
mod jwt_bearer;
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
pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
pub const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
/// What the token endpoint takes.
pub const SUPPORTED: [&str; 7] = [
    AUTHORIZATION_CODE,
    CLIENT_CREDENTIALS,
    PASSWORD,
    REFRESH_TOKEN,
    DEVICE_CODE,
    JWT_BEARER,
    TOKEN_EXCHANGE,
];
/// What a client can be registered for.
pub const REGISTRABLE: [&str; 8] = [
    AUTHORIZATION_CODE,
    CLIENT_CREDENTIALS,
    IMPLICIT,
    PASSWORD,
    REFRESH_TOKEN,
    DEVICE_CODE,
    JWT_BEARER,
    TOKEN_EXCHANGE,
];
const SAML2_BEARER: &str = "urn:ietf:params:oauth:grant-type:saml2-bearer";

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
        if grant_type == SAML2_BEARER {
            return Err(Error::UnsupportedGrantType(
                "Unsupported grant_type value: SAML 2.0 assertions are not supported, JSON Web Tokens are",
            ));
        }
        if !SUPPORTED.contains(&grant_type) || self.config().disabled_grants.iter().any(|g| g == grant_type) {
            return Err(Error::UnsupportedGrantType("Unsupported grant_type value"));
        }
        if !grant.asking.client.may_use(grant_type) {
            return Err(Error::UnauthorizedClient(
                "The authenticated client is not authorized to use this authorization grant type",
            ));
        }
        match grant_type {
            AUTHORIZATION_CODE => self.authorization_code(grant).await,
            CLIENT_CREDENTIALS => self.client_credentials(grant).await,
            DEVICE_CODE => self.device_code(grant).await,
            JWT_BEARER => self.jwt_bearer(grant).await,
            TOKEN_EXCHANGE => self.token_exchange(grant).await,
            PASSWORD => self.password(grant).await,
            _ => self.refresh(grant).await,
        }
    }
}
