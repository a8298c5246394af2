//! Who has logged in in this browser, and the browser itself before anybody has.

use axum::http::{HeaderMap, HeaderValue, header};
use model::user::UserName;
use store::authorization::{self, SessionRow};

use crate::OAuth;
use crate::client::secret;
use crate::error::Error;

/// Cookies that only this host sees and that no other site's page can have sent (RFC 6265bis `__Host-`, SameSite).
const SESSION: &str = "__Host-turnpike-session";
const BROWSER: &str = "__Host-turnpike-browser";
/// Characters of a cookie's value: 256 bits.
const LENGTH: usize = 43;

/// A login that is still good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub user: UserName,
    pub roles: Vec<String>,
    /// Unix seconds.
    pub auth_time: i64,
    pub hash: String,
}

impl OAuth {
    /// The session of a request's cookie, if the user may still log in.
    pub(crate) async fn session(&self, headers: &HeaderMap) -> Result<Option<Session>, Error> {
        let Some(value) = cookie(headers, SESSION) else { return Ok(None) };
        let mut tx = self.control().read().await?;
        let Some(row) = authorization::session(&mut tx, &secret::hash(value), self.now()).await? else {
            return Ok(None);
        };
        let Some(user) = control::bearer::fully_qualified(&row.subject) else { return Ok(None) };
        let roles = self.control().roles_of_active_user(&mut tx, &user).await?;
        Ok(roles.map(|roles| Session { user, roles, auth_time: row.auth_time, hash: row.hash }))
    }

    /// Begins a session, in place of the one the browser had. Answers it with its cookie.
    pub(crate) async fn begin_session(
        &self,
        headers: &HeaderMap,
        user: UserName,
        roles: Vec<String>,
    ) -> Result<(Session, HeaderValue), Error> {
        let value = self.control().ambient().secret(LENGTH);
        let now = self.now();
        let lifetime = i64::try_from(self.config().session_seconds).unwrap_or(i64::MAX);
        let row = SessionRow {
            hash: secret::hash(&value),
            subject: user.fully_qualified(),
            auth_time: now,
            expires_at: now.saturating_add(lifetime),
        };
        let mut tx = self.control().begin_concurrent().await?;
        if let Some(old) = cookie(headers, SESSION) {
            authorization::delete_session(&mut tx, &secret::hash(old)).await?;
        }
        authorization::insert_session(&mut tx, &row).await?;
        tx.commit().await?;
        Ok((Session { user, roles, auth_time: now, hash: row.hash }, set(SESSION, &value)))
    }

    pub(crate) async fn end_session(&self, session: &Session) -> Result<HeaderValue, Error> {
        let mut tx = self.control().begin_concurrent().await?;
        authorization::delete_session(&mut tx, &session.hash).await?;
        tx.commit().await?;
        Ok(HeaderValue::from_static(
            "__Host-turnpike-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0",
        ))
    }

    /// What tells this browser from others, with the cookie to set if it is new.
    pub(crate) fn browser(&self, headers: &HeaderMap) -> (String, Option<HeaderValue>) {
        match cookie(headers, BROWSER).filter(|value| value.len() == LENGTH) {
            Some(value) => (secret::hash(value), None),
            None => {
                let value = self.control().ambient().secret(LENGTH);
                (secret::hash(&value), Some(set(BROWSER, &value)))
            }
        }
    }
}

fn set(name: &str, value: &str) -> HeaderValue {
    let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, value)| value)
}
