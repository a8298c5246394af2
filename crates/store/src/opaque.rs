//! Opaque access tokens: each stands for a signed one, which is kept sealed. Times are UTC seconds.

use crate::{StoreError, Tx, on};

#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OpaqueRow {
    /// SHA-256 of the token, base64url.
    pub hash: String,
    /// Of the client.
    pub tenant: String,
    pub client_id: String,
    pub sealed: String,
    pub expires_at: i64,
}

pub async fn insert(tx: &mut Tx, row: &OpaqueRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO opaque_token (hash, tenant, client_id, sealed, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&row.hash).bind(&row.tenant).bind(&row.client_id).bind(&row.sealed).bind(row.expires_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// A token of any tenant, good or not: the signed token that it stands for says of which.
pub async fn get(tx: &mut Tx, hash: &str) -> Result<Option<OpaqueRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT hash, tenant, client_id, sealed, expires_at FROM opaque_token WHERE hash = $1")
        .bind(hash).fetch_optional(c).await)?)
}

/// Deletes up to `limit` that have expired. Returns how many.
pub async fn purge(tx: &mut Tx, now: i64, limit: i64) -> Result<u64, StoreError> {
    Ok(on!(tx, c => sqlx::query(
        "DELETE FROM opaque_token WHERE hash IN (SELECT hash FROM opaque_token WHERE expires_at <= $1 LIMIT $2)")
        .bind(now).bind(limit).execute(c).await.map(|d| d.rows_affected()))?)
}
