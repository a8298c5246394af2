//! Signing keys of tenants. Private halves are sealed by the caller.

use serde_json::Value;

use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

/// Published, not signing yet.
pub const NEXT: &str = "next";
/// Signs. Each tenant has at most one.
pub const ACTIVE: &str = "active";
/// Verifies what it signed until the last of it has expired.
pub const RETIRED: &str = "retired";

#[derive(Clone, PartialEq, sqlx::FromRow)]
pub struct SigningKeyRow {
    pub kid: String,
    pub tenant: String,
    /// [`NEXT`], [`ACTIVE`] or [`RETIRED`].
    pub state: String,
    #[sqlx(try_from = "JsonText")]
    pub public_jwk: Value,
    /// PKCS#8; none once retired.
    pub sealed_private: Option<String>,
    /// Unix seconds: no token signed with the key is valid then or later.
    pub serves_until: i64,
    pub created_at: i64,
}

pub async fn insert(tx: &mut Tx, row: &SigningKeyRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO signing_key (kid, tenant, state, public_jwk, sealed_private, serves_until, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&row.kid).bind(&row.tenant).bind(&row.state).bind(row.public_jwk.to_string())
        .bind(&row.sealed_private).bind(row.serves_until).bind(row.created_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Every key of a tenant, oldest first.
pub async fn list(tx: &mut Tx, tenant: &str) -> Result<Vec<SigningKeyRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT kid, tenant, state, public_jwk, sealed_private, serves_until, created_at
         FROM signing_key WHERE tenant = $1 ORDER BY created_at, kid")
        .bind(tenant).fetch_all(c).await)?)
}

/// The key `active` retires, if it still is the active one, and the next one takes its place. Returns whether that was
/// done; if not, nothing changes.
pub async fn advance(tx: &mut Tx, tenant: &str, active: &str) -> Result<bool, StoreError> {
    let retired = on!(tx, c => sqlx::query(
        "UPDATE signing_key SET state = 'retired', sealed_private = NULL
         WHERE tenant = $1 AND kid = $2 AND state = 'active'
           AND EXISTS (SELECT 1 FROM signing_key n WHERE n.tenant = $1 AND n.state = 'next')")
        .bind(tenant).bind(active).execute(c).await.map(|d| d.rows_affected()))?;
    if retired != 1 {
        return Ok(false);
    }
    let done = on!(tx, c => sqlx::query(
        "UPDATE signing_key SET state = 'active' WHERE tenant = $1 AND state = 'next'")
        .bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Forgets a key, whatever its state.
pub async fn delete(tx: &mut Tx, tenant: &str, kid: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("DELETE FROM signing_key WHERE tenant = $1 AND kid = $2")
        .bind(tenant).bind(kid).execute(c).await.map(drop))?;
    Ok(())
}

/// Tenants whose last rotation (when their next key was made) was at `before` (microseconds) or earlier, with the
/// name of their active key.
pub async fn due(tx: &mut Tx, before: i64) -> Result<Vec<(String, String)>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT a.tenant, a.kid FROM signing_key a
         JOIN signing_key n ON n.tenant = a.tenant AND n.state = 'next' AND n.created_at <= $1
         WHERE a.state = 'active' ORDER BY a.tenant")
        .bind(before).fetch_all(c).await)?)
}

/// Notes that the key has signed a token valid until `until`. Returns whether the key exists.
pub async fn extend(tx: &mut Tx, tenant: &str, kid: &str, until: i64) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE signing_key SET serves_until = CASE WHEN serves_until < $3 THEN $3 ELSE serves_until END
         WHERE tenant = $1 AND kid = $2")
        .bind(tenant).bind(kid).bind(until).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Latest `serves_until` of any key: every token there is has expired by then.
pub async fn horizon(tx: &mut Tx) -> Result<i64, StoreError> {
    let (until,): (Option<i64>,) =
        on!(tx, c => sqlx::query_as("SELECT MAX(serves_until) FROM signing_key").fetch_one(c).await)?;
    Ok(until.unwrap_or(0))
}

/// Deletes retired keys whose tokens have all expired at `now`. Returns the tenants that lost one.
pub async fn purge(tx: &mut Tx, now: i64) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(tx, c => sqlx::query_as(
        "DELETE FROM signing_key WHERE state = 'retired' AND serves_until <= $1 RETURNING tenant")
        .bind(now).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(tenant,)| tenant).collect())
}
