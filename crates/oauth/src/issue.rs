//! Making tokens.

use aws_lc_rs::digest::{SHA256, digest};
use control::key::ACCESS_TOKEN;
use jose::base64url;
use model::key::OPAQUE;
use model::scope::{DEFAULT, OPENID};
use model::user::UserName;
use serde::Serialize;
use store::token::{self, RefreshRow};
use utoipa::ToSchema;

use crate::OAuth;
use crate::client::{Registered, secret};
use crate::error::Error;

/// `expires_in` of a token that never expires, as in WSO2: the seconds of the largest number of milliseconds.
pub const NEVER: i64 = i64::MAX / 1000;
/// Characters of a refresh token: 256 bits.
const REFRESH_LENGTH: usize = 43;
/// `typ` of ID tokens.
pub const ID_TOKEN: &str = "JWT";

/// Whom a token is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The client itself.
    Application,
    User(UserName),
    /// A user of a trusted issuer, whom nobody here knows.
    Federated {
        issuer: String,
        name: String,
    },
}

/// An answer of the token endpoint (RFC 6749 5.1).
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenResponse {
    pub access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    pub scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// RFC 8693 2.2.1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<&'static str>,
    pub token_type: &'static str,
    pub expires_in: i64,
}

impl TokenResponse {
    /// An access token alone.
    pub fn of(access: Access, scopes: &[String]) -> Self {
        Self {
            access_token: access.token,
            refresh_token: None,
            scope: scopes.join(" "),
            id_token: None,
            issued_token_type: None,
            token_type: "Bearer",
            expires_in: access.expires_in,
        }
    }
}

/// Claims of an access token (RFC 9068, with WSO2's `aut` and `azp`). Nothing secret: anyone can read them.
#[derive(Serialize)]
struct AccessClaims<'a> {
    sub: &'a str,
    aut: &'a str,
    aud: &'a str,
    nbf: i64,
    azp: &'a str,
    scope: &'a str,
    iss: &'a str,
    exp: i64,
    iat: i64,
    jti: &'a str,
    client_id: &'a str,
    /// [`FEDERATED`](control::key::FEDERATED).
    #[serde(skip_serializing_if = "Option::is_none")]
    idp: Option<&'a str>,
}

/// OpenID Connect Core 2.
#[derive(Serialize)]
struct IdClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    azp: &'a str,
    exp: i64,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_hash: Option<String>,
}

/// What an ID token says of the login, if there was one in a browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Login {
    pub nonce: Option<String>,
    /// Unix seconds.
    pub auth_time: Option<i64>,
}

/// An access token that has been signed.
pub struct Access {
    pub token: String,
    pub jti: String,
    pub exp: i64,
    pub expires_in: i64,
    pub iat: i64,
}

impl OAuth {
    /// Signs an access token. `lifetime` in seconds; `None` takes the client's, then the configured one. Must not be
    /// called within a transaction that writes: signing may have to note the key's use.
    pub(crate) async fn access_token(
        &self,
        client: &Registered,
        subject: &Subject,
        scopes: &[String],
        lifetime: Option<i64>,
    ) -> Result<Access, Error> {
        let now = self.now();
        let (sub, aut, configured, own) = match subject {
            Subject::Application => (
                client.id().to_owned(),
                "APPLICATION",
                self.config().application_token_seconds,
                client.request.access_token_lifetime,
            ),
            Subject::User(user) => (
                user.fully_qualified(),
                "APPLICATION_USER",
                self.config().user_token_seconds,
                client.request.user_token_lifetime,
            ),
            Subject::Federated { issuer, name } => (
                // No user of ours has such a name, whatever the issuer calls its own.
                format!("{issuer}/{name}"),
                "FEDERATED_USER",
                self.config().user_token_seconds,
                client.request.user_token_lifetime,
            ),
        };
        let expires_in = lifetime.unwrap_or_else(|| seconds(own.unwrap_or(configured)));
        let exp = now.saturating_add(expires_in);
        let iat = self.issued_at(subject, &sub, now).await?;
        let jti = self.control().ambient().random_id().to_string();
        let claims = AccessClaims {
            sub: &sub,
            aut,
            aud: client.id(),
            nbf: now,
            azp: client.id(),
            scope: &scopes.join(" "),
            iss: &self.control().issuer(&client.tenant),
            exp,
            iat,
            jti: &jti,
            client_id: client.id(),
            idp: match subject {
                Subject::Federated { issuer, .. } => Some(issuer),
                Subject::Application | Subject::User(_) => None,
            },
        };
        let mut token = self.control().sign(&client.tenant, ACCESS_TOKEN, &claims, exp).await?;
        if client.request.token_type == OPAQUE {
            token = self.control().make_opaque(&client.tenant, client.id(), &token, exp).await?;
        }
        Ok(Access { token, jti, exp, expires_in, iat })
    }

    /// An access token for a user without a login: none to refresh, and no ID token. It lasts no longer than `longest`
    /// seconds.
    pub(crate) async fn user_token(
        &self,
        client: &Registered,
        subject: &Subject,
        mut scopes: Vec<String>,
        longest: Option<i64>,
    ) -> Result<TokenResponse, Error> {
        scopes.retain(|scope| scope != OPENID);
        if scopes.is_empty() {
            scopes.push(DEFAULT.to_owned());
        }
        let own = seconds(client.request.user_token_lifetime.unwrap_or(self.config().user_token_seconds));
        let lifetime = longest.map_or(own, |longest| own.min(longest));
        if lifetime <= 0 {
            return Err(Error::grant("The token given has expired"));
        }
        let access = self.access_token(client, subject, &scopes, Some(lifetime)).await?;
        Ok(TokenResponse::of(access, &scopes))
    }

    /// Now, or the next second if the user's tokens of this second have been revoked.
    async fn issued_at(&self, subject: &Subject, sub: &str, now: i64) -> Result<i64, Error> {
        if !matches!(subject, Subject::User(_)) {
            return Ok(now);
        }
        let mut tx = self.control().read().await?;
        let before = store::revocation::issued_before(&mut tx, "user", sub).await?;
        Ok(before.map_or(now, |second| now.max(second)))
    }

    /// An ID token, usually beside an access token, if `openid` is among the scopes.
    pub(crate) async fn id_token(
        &self,
        client: &Registered,
        user: &UserName,
        scopes: &[String],
        access: Option<&Access>,
        login: &Login,
    ) -> Result<Option<String>, Error> {
        if !scopes.iter().any(|s| s == OPENID) {
            return Ok(None);
        }
        let lifetime = client.request.id_token_lifetime.unwrap_or(self.config().id_token_seconds);
        let exp = self.now().saturating_add(seconds(lifetime));
        let half = |token: &str| base64url::encode(&digest(&SHA256, token.as_bytes()).as_ref()[..16]);
        let claims = IdClaims {
            iss: &self.control().issuer(&client.tenant),
            sub: &user.fully_qualified(),
            aud: client.id(),
            azp: client.id(),
            exp,
            iat: access.map_or_else(|| self.now(), |a| a.iat),
            auth_time: login.auth_time,
            nonce: login.nonce.as_deref(),
            at_hash: access.map(|a| half(&a.token)),
        };
        Ok(Some(self.control().sign(&client.tenant, ID_TOKEN, &claims, exp).await?))
    }

    /// A refresh token for a user: in clear, and the row to keep. `family` continues a login; `None` begins one.
    pub(crate) fn refresh_token(
        &self,
        client: &Registered,
        user: &UserName,
        scopes: &[String],
        access: &Access,
        family: Option<String>,
    ) -> (String, RefreshRow) {
        let ambient = self.control().ambient();
        let clear = ambient.secret(REFRESH_LENGTH);
        let now = self.now();
        let lifetime = client.request.refresh_token_lifetime.unwrap_or(self.config().refresh_token_seconds);
        let row = RefreshRow {
            hash: secret::hash(&clear),
            tenant: client.row.tenant.clone(),
            client_id: client.id().to_owned(),
            family: family.unwrap_or_else(|| ambient.id()),
            subject: user.fully_qualified(),
            scopes: scopes.join(" "),
            state: token::ACTIVE.to_owned(),
            access_jti: access.jti.clone(),
            access_exp: access.exp,
            issued_at: now,
            expires_at: now.saturating_add(seconds(lifetime)),
            used_at: None,
        };
        (clear, row)
    }
}

/// A lifetime in seconds, where a century is never.
fn seconds(lifetime: u64) -> i64 {
    if lifetime >= crate::client::FOREVER { NEVER } else { i64::try_from(lifetime).unwrap_or(NEVER) }
}
