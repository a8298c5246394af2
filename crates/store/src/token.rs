//! Refresh tokens. Access tokens are signed and not kept; each refresh token knows the one issued beside it.

use crate::{StoreError, Tx, on};

pub const ACTIVE: &str = "active";
/// Has been redeemed for its successor.
pub const USED: &str = "used";
pub const REVOKED: &str = "revoked";

#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RefreshRow {
    /// SHA-256 of the token, hexadecimal.
    pub hash: String,
    /// Of the client.
    pub tenant: String,
    pub client_id: String,
    /// Shared by the tokens that descend from one login.
    pub family: String,
    /// `sub` of the user, fully qualified.
    pub subject: String,
    /// Space-separated.
    pub scopes: String,
    /// [`ACTIVE`], [`USED`] or [`REVOKED`].
    pub state: String,
    pub access_jti: String,
    /// Unix seconds, like the next two.
    pub access_exp: i64,
    pub issued_at: i64,
    pub expires_at: i64,
    /// Microseconds.
    pub used_at: Option<i64>,
}

/// A rotation that is under way holds the token it redeems, so a revocation waits for it, but does not see the
/// successor it has just inserted. Once nothing is left to revoke, nothing can be redeemed and none can be on its way.
macro_rules! until_none_is_left {
    ($tx:expr, $c:ident => $update:expr) => {
        while on!(&mut *$tx, $c => $update)? > 0 {}
    };
}

pub async fn insert(tx: &mut Tx, row: &RefreshRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO refresh_token (hash, tenant, client_id, family, subject, scopes, state, access_jti, access_exp,
             issued_at, expires_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(&row.hash).bind(&row.tenant).bind(&row.client_id).bind(&row.family).bind(&row.subject)
        .bind(&row.scopes).bind(&row.state).bind(&row.access_jti).bind(row.access_exp).bind(row.issued_at)
        .bind(row.expires_at).bind(row.used_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, tenant: &str, hash: &str) -> Result<Option<RefreshRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT hash, tenant, client_id, family, subject, scopes, state, access_jti, access_exp, issued_at,
             expires_at, used_at
         FROM refresh_token WHERE tenant = $1 AND hash = $2")
        .bind(tenant).bind(hash).fetch_optional(c).await)?)
}

/// Marks an active token used. Of any number of callers exactly one is told `true`.
pub async fn redeem(tx: &mut Tx, tenant: &str, hash: &str, now_micros: i64) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE refresh_token SET state = 'used', used_at = $3
         WHERE tenant = $1 AND hash = $2 AND state = 'active'")
        .bind(tenant).bind(hash).bind(now_micros).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Revokes every token of a family. Returns id and expiry of the access tokens issued with them that are
/// valid after `now`.
pub async fn revoke_family(
    tx: &mut Tx,
    tenant: &str,
    family: &str,
    now: i64,
) -> Result<Vec<(String, i64)>, StoreError> {
    until_none_is_left!(tx, c => sqlx::query(
        "UPDATE refresh_token SET state = 'revoked' WHERE tenant = $1 AND family = $2 AND state <> 'revoked'")
        .bind(tenant).bind(family).execute(c).await.map(|d| d.rows_affected()));
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT access_jti, access_exp FROM refresh_token WHERE tenant = $1 AND family = $2 AND access_exp > $3")
        .bind(tenant).bind(family).bind(now).fetch_all(c).await)?)
}

/// The refresh token issued beside an access token, with every other of its family, can no longer be used.
pub async fn revoke_beside(tx: &mut Tx, tenant: &str, access_jti: &str) -> Result<(), StoreError> {
    until_none_is_left!(tx, c => sqlx::query(
        "UPDATE refresh_token SET state = 'revoked' WHERE tenant = $1 AND state <> 'revoked' AND family IN
             (SELECT family FROM refresh_token WHERE tenant = $1 AND access_jti = $2)")
        .bind(tenant).bind(access_jti).execute(c).await.map(|d| d.rows_affected()));
    Ok(())
}

pub async fn revoke_of_client(tx: &mut Tx, tenant: &str, client_id: &str) -> Result<(), StoreError> {
    until_none_is_left!(tx, c => sqlx::query(
        "UPDATE refresh_token SET state = 'revoked' WHERE tenant = $1 AND client_id = $2 AND state <> 'revoked'")
        .bind(tenant).bind(client_id).execute(c).await.map(|d| d.rows_affected()));
    Ok(())
}

/// Of a user, through clients of any tenant: `subject` is fully qualified.
pub async fn revoke_of_subject(tx: &mut Tx, subject: &str) -> Result<(), StoreError> {
    until_none_is_left!(tx, c => sqlx::query(
        "UPDATE refresh_token SET state = 'revoked' WHERE subject = $1 AND state <> 'revoked'")
        .bind(subject).execute(c).await.map(|d| d.rows_affected()));
    Ok(())
}

/// Deletes up to `limit` tokens that can no longer be used and whose access tokens have expired.
pub async fn purge(tx: &mut Tx, now: i64, limit: i64) -> Result<u64, StoreError> {
    Ok(on!(tx, c => sqlx::query(
        "DELETE FROM refresh_token WHERE hash IN
             (SELECT hash FROM refresh_token WHERE expires_at <= $1 AND access_exp <= $1 LIMIT $2)")
        .bind(now).bind(limit).execute(c).await.map(|d| d.rows_affected()))?)
}
