//! API keys of applications. Only what tells them apart is kept, not the keys.

use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ApiKeyRow {
    /// `jti` of the key.
    pub id: String,
    pub tenant: String,
    pub application_id: String,
    /// `PRODUCTION` or `SANDBOX`.
    pub key_type: String,
    pub name: String,
    /// Microseconds.
    pub issued_at: i64,
    /// Seconds; `None` never expires.
    pub validity: Option<i64>,
    pub permitted_ip: String,
    pub permitted_referer: String,
}

pub async fn insert(tx: &mut Tx, row: &ApiKeyRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_key (id, tenant, application_id, key_type, name, issued_at, validity, permitted_ip,
             permitted_referer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(&row.id).bind(&row.tenant).bind(&row.application_id).bind(&row.key_type).bind(&row.name)
        .bind(row.issued_at).bind(row.validity).bind(&row.permitted_ip).bind(&row.permitted_referer)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Returns whether it was there.
pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM api_key WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Keys of an application that have not expired at second `now`, oldest first.
pub async fn of_application(
    tx: &mut Tx,
    tenant: &str,
    application_id: &str,
    now: i64,
) -> Result<Vec<ApiKeyRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, application_id, key_type, name, issued_at, validity, permitted_ip, permitted_referer
         FROM api_key WHERE tenant = $1 AND application_id = $2
             AND (validity IS NULL OR issued_at / 1000000 + validity > $3)
         ORDER BY id")
        .bind(tenant).bind(application_id).bind(now).fetch_all(c).await)?)
}

/// Forgets keys that have expired. Returns how many.
pub async fn purge(tx: &mut Tx, now: i64) -> Result<u64, StoreError> {
    Ok(on!(tx, c => sqlx::query(
        "DELETE FROM api_key WHERE validity IS NOT NULL AND issued_at / 1000000 + validity <= $1")
        .bind(now).execute(c).await.map(|d| d.rows_affected()))?)
}
