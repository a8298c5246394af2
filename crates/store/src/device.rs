//! Logins on another device (RFC 8628) of the resident key manager. Times are UTC seconds.

use crate::{StoreError, Tx, on};

/// Nobody has decided yet.
pub const PENDING: &str = "pending";
pub const ALLOWED: &str = "allowed";
pub const DENIED: &str = "denied";
/// Has been redeemed for tokens.
pub const USED: &str = "used";

#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeviceRow {
    /// SHA-256 of the device code, hexadecimal.
    pub hash: String,
    /// SHA-256 of the user code, hexadecimal.
    pub user_code: String,
    /// Of the client.
    pub tenant: String,
    pub client_id: String,
    /// Space-separated.
    pub scopes: String,
    /// [`PENDING`], [`ALLOWED`], [`DENIED`] or [`USED`].
    pub state: String,
    /// Of the tokens that it is redeemed for.
    pub family: String,
    /// Of the user who decided, fully qualified.
    pub subject: Option<String>,
    pub auth_time: Option<i64>,
    /// The device may ask so often.
    pub poll_seconds: i64,
    /// When it last asked; 0 before.
    pub polled_at: i64,
    pub expires_at: i64,
}

pub async fn insert(tx: &mut Tx, row: &DeviceRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO device_authorization (hash, user_code, tenant, client_id, scopes, state, family, subject,
             auth_time, poll_seconds, polled_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(&row.hash).bind(&row.user_code).bind(&row.tenant).bind(&row.client_id).bind(&row.scopes)
        .bind(&row.state).bind(&row.family).bind(&row.subject).bind(row.auth_time).bind(row.poll_seconds)
        .bind(row.polled_at).bind(row.expires_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn by_code(tx: &mut Tx, tenant: &str, hash: &str) -> Result<Option<DeviceRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT hash, user_code, tenant, client_id, scopes, state, family, subject, auth_time, poll_seconds,
             polled_at, expires_at
         FROM device_authorization WHERE tenant = $1 AND hash = $2")
        .bind(tenant).bind(hash).fetch_optional(c).await)?)
}

/// Of any tenant: whoever types the code does not say which. The caller goes by the row's tenant.
pub async fn by_user_code(tx: &mut Tx, user_code: &str) -> Result<Option<DeviceRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT hash, user_code, tenant, client_id, scopes, state, family, subject, auth_time, poll_seconds,
             polled_at, expires_at
         FROM device_authorization WHERE user_code = $1")
        .bind(user_code).fetch_optional(c).await)?)
}

/// Notes that the device has asked, and how often it may from now on.
pub async fn polled(
    tx: &mut Tx,
    tenant: &str,
    hash: &str,
    now: i64,
    poll_seconds: i64,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "UPDATE device_authorization SET polled_at = $3, poll_seconds = $4 WHERE tenant = $1 AND hash = $2")
        .bind(tenant).bind(hash).bind(now).bind(poll_seconds).execute(c).await.map(drop))?;
    Ok(())
}

/// The user has decided. Returns whether that counts: nobody decided before, and it is not too late.
pub async fn decide(
    tx: &mut Tx,
    tenant: &str,
    hash: &str,
    (state, scopes): (&str, &str),
    (subject, auth_time): (&str, i64),
    now: i64,
) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE device_authorization SET state = $3, scopes = $4, subject = $5, auth_time = $6
         WHERE tenant = $1 AND hash = $2 AND state = 'pending' AND expires_at > $7")
        .bind(tenant).bind(hash).bind(state).bind(scopes).bind(subject).bind(auth_time).bind(now)
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Marks what was allowed used. Of any number of callers exactly one is told `true`.
pub async fn redeem(tx: &mut Tx, tenant: &str, hash: &str, now: i64) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE device_authorization SET state = 'used'
         WHERE tenant = $1 AND hash = $2 AND state = 'allowed' AND expires_at > $3")
        .bind(tenant).bind(hash).bind(now).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// What a user has allowed and no device has redeemed yet is void.
pub async fn forget_subject(tx: &mut Tx, subject: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("DELETE FROM device_authorization WHERE subject = $1 AND state = 'allowed'")
        .bind(subject).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes up to `limit` that expired before `until`. Returns how many.
pub async fn purge(tx: &mut Tx, until: i64, limit: i64) -> Result<u64, StoreError> {
    Ok(on!(tx, c => sqlx::query(
        "DELETE FROM device_authorization WHERE hash IN
             (SELECT hash FROM device_authorization WHERE expires_at <= $1 LIMIT $2)")
        .bind(until).bind(limit).execute(c).await.map(|d| d.rows_affected()))?)
}
