//! Logins in a browser: authorization codes, sessions and consents of the resident key manager. Times are UTC seconds.

use crate::{StoreError, Tx, on};

#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CodeRow {
    /// SHA-256 of the code, hexadecimal.
    pub hash: String,
    /// Of the client.
    pub tenant: String,
    pub client_id: String,
    /// Of the tokens that it is redeemed for.
    pub family: String,
    /// `sub` of the user, fully qualified.
    pub subject: String,
    /// Space-separated.
    pub scopes: String,
    pub redirect_uri: String,
    /// RFC 7636; empty without.
    pub challenge: String,
    pub challenge_plain: bool,
    pub nonce: Option<String>,
    pub auth_time: i64,
    pub expires_at: i64,
    /// `None` until it is redeemed.
    pub used_at: Option<i64>,
    /// The access token it was redeemed for.
    pub access_jti: Option<String>,
    pub access_exp: Option<i64>,
}

pub async fn insert_code(tx: &mut Tx, row: &CodeRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO authorization_code (hash, tenant, client_id, family, subject, scopes, redirect_uri, challenge,
             challenge_plain, nonce, auth_time, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(&row.hash).bind(&row.tenant).bind(&row.client_id).bind(&row.family).bind(&row.subject)
        .bind(&row.scopes).bind(&row.redirect_uri).bind(&row.challenge).bind(row.challenge_plain)
        .bind(&row.nonce).bind(row.auth_time).bind(row.expires_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn code(tx: &mut Tx, tenant: &str, hash: &str) -> Result<Option<CodeRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT hash, tenant, client_id, family, subject, scopes, redirect_uri, challenge, challenge_plain, nonce,
             auth_time, expires_at, used_at, access_jti, access_exp
         FROM authorization_code WHERE tenant = $1 AND hash = $2")
        .bind(tenant).bind(hash).fetch_optional(c).await)?)
}

/// Marks a code used, for the access token `jti` that expires at `exp`. Of any number of callers exactly one is told
/// `true`.
pub async fn redeem_code(
    tx: &mut Tx,
    tenant: &str,
    hash: &str,
    now: i64,
    jti: &str,
    exp: i64,
) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE authorization_code SET used_at = $2, access_jti = $3, access_exp = $4
         WHERE tenant = $5 AND hash = $1 AND used_at IS NULL AND expires_at > $2")
        .bind(hash).bind(now).bind(jti).bind(exp).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SessionRow {
    /// SHA-256 of the cookie's value, hexadecimal.
    pub hash: String,
    /// Fully qualified.
    pub subject: String,
    pub auth_time: i64,
    pub expires_at: i64,
}

pub async fn insert_session(tx: &mut Tx, row: &SessionRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO login_session (hash, subject, auth_time, expires_at) VALUES ($1, $2, $3, $4)")
        .bind(&row.hash).bind(&row.subject).bind(row.auth_time).bind(row.expires_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// A session that is valid after `now`.
pub async fn session(tx: &mut Tx, hash: &str, now: i64) -> Result<Option<SessionRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT hash, subject, auth_time, expires_at FROM login_session WHERE hash = $1 AND expires_at > $2")
        .bind(hash).bind(now).fetch_optional(c).await)?)
}

pub async fn delete_session(tx: &mut Tx, hash: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("DELETE FROM login_session WHERE hash = $1")
        .bind(hash).execute(c).await.map(drop))?;
    Ok(())
}

/// Ends a user's sessions, and voids the codes that were not redeemed yet.
pub async fn forget_subject(tx: &mut Tx, subject: &str) -> Result<(), StoreError> {
    on!(&mut *tx, c => sqlx::query("DELETE FROM login_session WHERE subject = $1")
        .bind(subject).execute(c).await.map(drop))?;
    on!(tx, c => sqlx::query("DELETE FROM authorization_code WHERE subject = $1 AND used_at IS NULL")
        .bind(subject).execute(c).await.map(drop))?;
    Ok(())
}

/// The scopes that a user has allowed a client for good, space-separated.
pub async fn consent(tx: &mut Tx, subject: &str, client_id: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT scopes FROM consent WHERE subject = $1 AND client_id = $2")
        .bind(subject).bind(client_id).fetch_optional(c).await)?;
    Ok(row.map(|(scopes,)| scopes))
}

/// Replaces what a user has allowed a client.
pub async fn put_consent(
    tx: &mut Tx,
    subject: &str,
    client_id: &str,
    scopes: &str,
    now: i64,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO consent (subject, client_id, scopes, given_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (subject, client_id) DO UPDATE SET scopes = excluded.scopes, given_at = excluded.given_at")
        .bind(subject).bind(client_id).bind(scopes).bind(now).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes up to `limit` sessions that are over, and as many codes that nobody can redeem and whose access tokens have
/// expired. Returns how many.
pub async fn purge(tx: &mut Tx, now: i64, limit: i64) -> Result<u64, StoreError> {
    let sessions = on!(&mut *tx, c => sqlx::query(
        "DELETE FROM login_session WHERE hash IN
             (SELECT hash FROM login_session WHERE expires_at <= $1 LIMIT $2)")
        .bind(now).bind(limit).execute(c).await.map(|d| d.rows_affected()))?;
    let codes = on!(tx, c => sqlx::query(
        "DELETE FROM authorization_code WHERE hash IN
             (SELECT hash FROM authorization_code
              WHERE expires_at <= $1 AND (access_exp IS NULL OR access_exp <= $1) LIMIT $2)")
        .bind(now).bind(limit).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(sessions + codes)
}
