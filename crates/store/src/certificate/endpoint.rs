//! Certificates of back ends.

use crate::api::search::escaped;
use crate::api::{ApiRow, Raw, key, select};
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EndpointCertificateRow {
    pub tenant: String,
    pub alias: String,
    /// URL of the back end the certificate is of.
    pub endpoint: String,
    /// Of one certificate.
    pub pem: String,
    pub created_at: i64,
    pub updated_at: i64,
}

pub async fn insert(tx: &mut Tx, row: &EndpointCertificateRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO endpoint_certificate (tenant, alias, endpoint, pem, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(&row.tenant).bind(&row.alias).bind(&row.endpoint).bind(&row.pem).bind(row.created_at)
        .bind(row.updated_at).execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces the certificate. Returns whether the alias is there.
pub async fn update(tx: &mut Tx, row: &EndpointCertificateRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE endpoint_certificate SET pem = $3, updated_at = $4 WHERE tenant = $1 AND alias = $2")
        .bind(&row.tenant).bind(&row.alias).bind(&row.pem).bind(row.updated_at)
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, alias: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM endpoint_certificate WHERE tenant = $1 AND alias = $2")
        .bind(tenant).bind(alias).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn get(
    tx: &mut Tx,
    tenant: &str,
    alias: &str,
) -> Result<Option<EndpointCertificateRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT tenant, alias, endpoint, pem, created_at, updated_at FROM endpoint_certificate
         WHERE tenant = $1 AND alias = $2")
        .bind(tenant).bind(alias).fetch_optional(c).await)?)
}

/// A page of a tenant's certificates by alias, and how many there are. `alias` and `endpoint` are parts of them,
/// without case; empty: any.
pub async fn page(
    tx: &mut Tx,
    tenant: &str,
    alias: &str,
    endpoint: &str,
    offset: i64,
    limit: i64,
) -> Result<(Vec<EndpointCertificateRow>, i64), StoreError> {
    let (alias, endpoint) = (&part(alias), &part(endpoint));
    let rows = on!(tx, c => sqlx::query_as(
        "SELECT tenant, alias, endpoint, pem, created_at, updated_at FROM endpoint_certificate
         WHERE tenant = $1 AND LOWER(alias) LIKE $2 ESCAPE '\\' AND LOWER(endpoint) LIKE $3 ESCAPE '\\'
         ORDER BY alias LIMIT $4 OFFSET $5")
        .bind(tenant).bind(alias).bind(endpoint).bind(limit).bind(offset).fetch_all(c).await)?;
    let (total,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM endpoint_certificate
         WHERE tenant = $1 AND LOWER(alias) LIKE $2 ESCAPE '\\' AND LOWER(endpoint) LIKE $3 ESCAPE '\\'")
        .bind(tenant).bind(alias).bind(endpoint).fetch_one(c).await)?;
    Ok((rows, total))
}

fn part(text: &str) -> String {
    format!("%{}%", escaped(&key(text)))
}

/// APIs of the tenant in whose configuration `endpoint` occurs, by name and version: the only ones that can have it
/// among their endpoints.
pub async fn naming(tx: &mut Tx, tenant: &str, endpoint: &str) -> Result<Vec<ApiRow>, StoreError> {
    let text = serde_json::Value::from(endpoint).to_string();
    let like = format!("%{}%", escaped(text.trim_matches('"')));
    let rows: Vec<Raw> = on!(tx, c => sqlx::query_as(
        select!("WHERE a.tenant = $1 AND a.body LIKE $2 ESCAPE '\\' ORDER BY a.name_key, a.version"))
        .bind(tenant).bind(like).fetch_all(c).await)?;
    rows.into_iter().map(ApiRow::try_from).collect()
}
