//! Certificates of an API's clients.

use crate::api::search::escaped;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ClientCertificateRow {
    pub api_id: String,
    /// `PRODUCTION` or `SANDBOX`.
    pub key_type: String,
    pub alias: String,
    pub tenant: String,
    /// Business plan, by name.
    pub tier: String,
    /// Of one certificate.
    pub pem: String,
    pub created_at: i64,
    pub updated_at: i64,
}

pub async fn insert(tx: &mut Tx, row: &ClientCertificateRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO client_certificate (api_id, key_type, alias, tenant, tier, pem, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(&row.api_id).bind(&row.key_type).bind(&row.alias).bind(&row.tenant).bind(&row.tier).bind(&row.pem)
        .bind(row.created_at).bind(row.updated_at).execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces plan and certificate. Returns whether the alias is there.
pub async fn update(tx: &mut Tx, row: &ClientCertificateRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE client_certificate SET tier = $5, pem = $6, updated_at = $7
         WHERE api_id = $1 AND key_type = $2 AND alias = $3 AND tenant = $4")
        .bind(&row.api_id).bind(&row.key_type).bind(&row.alias).bind(&row.tenant).bind(&row.tier).bind(&row.pem)
        .bind(row.updated_at).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    key_type: &str,
    alias: &str,
) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "DELETE FROM client_certificate WHERE tenant = $1 AND api_id = $2 AND key_type = $3 AND alias = $4")
        .bind(tenant).bind(api_id).bind(key_type).bind(alias).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn get(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    key_type: &str,
    alias: &str,
) -> Result<Option<ClientCertificateRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT api_id, key_type, alias, tenant, tier, pem, created_at, updated_at FROM client_certificate
         WHERE tenant = $1 AND api_id = $2 AND key_type = $3 AND alias = $4")
        .bind(tenant).bind(api_id).bind(key_type).bind(alias).fetch_optional(c).await)?)
}

/// A page of an API's certificates of a key type by alias, and how many there are. `alias` is a part of it; empty:
/// any.
pub async fn page(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    key_type: &str,
    alias: &str,
    offset: i64,
    limit: i64,
) -> Result<(Vec<ClientCertificateRow>, i64), StoreError> {
    let alias = &format!("%{}%", escaped(&crate::api::key(alias)));
    let rows = on!(tx, c => sqlx::query_as(
        "SELECT api_id, key_type, alias, tenant, tier, pem, created_at, updated_at FROM client_certificate
         WHERE tenant = $1 AND api_id = $2 AND key_type = $3 AND LOWER(alias) LIKE $4 ESCAPE '\\'
         ORDER BY alias LIMIT $5 OFFSET $6")
        .bind(tenant).bind(api_id).bind(key_type).bind(alias).bind(limit).bind(offset).fetch_all(c).await)?;
    let (total,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM client_certificate
         WHERE tenant = $1 AND api_id = $2 AND key_type = $3 AND LOWER(alias) LIKE $4 ESCAPE '\\'")
        .bind(tenant).bind(api_id).bind(key_type).bind(alias).fetch_one(c).await)?;
    Ok((rows, total))
}
