//! Tenants and their small configuration documents.

use model::Timestamp;
use serde_json::Value;

use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct TenantRow {
    pub domain: String,
    /// Identifier in the tenant API; never changes.
    pub uuid: String,
    /// WSO2's tenant number: -1234 for the super tenant, otherwise counted from 1.
    pub number: i64,
    pub active: bool,
    pub admin_name: String,
    pub created_at: i64,
    #[sqlx(try_from = "JsonText")]
    pub body: Value,
}

pub async fn insert(tx: &mut Tx, row: &TenantRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO tenant (domain, active, admin_name, created_at, body, uuid, number)
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&row.domain).bind(row.active).bind(&row.admin_name).bind(row.created_at).bind(row.body.to_string())
        .bind(&row.uuid).bind(row.number)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// The number of the next tenant.
pub async fn next_number(tx: &mut Tx) -> Result<i64, StoreError> {
    let (highest,): (i64,) = on!(tx, c => sqlx::query_as("SELECT COALESCE(MAX(number), 0) FROM tenant")
        .fetch_one(c).await)?;
    Ok(highest.max(0) + 1)
}

pub async fn get(tx: &mut Tx, domain: &str) -> Result<Option<TenantRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT domain, uuid, number, active, admin_name, created_at, body FROM tenant WHERE domain = $1")
        .bind(domain).fetch_optional(c).await)?)
}

pub async fn by_uuid(tx: &mut Tx, uuid: &str) -> Result<Option<TenantRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT domain, uuid, number, active, admin_name, created_at, body FROM tenant WHERE uuid = $1")
        .bind(uuid).fetch_optional(c).await)?)
}

/// Every tenant, by domain. Tenants are few; the REST layer pages.
pub async fn list(tx: &mut Tx) -> Result<Vec<TenantRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT domain, uuid, number, active, admin_name, created_at, body FROM tenant ORDER BY domain")
        .fetch_all(c).await)?)
}

/// Returns whether the tenant exists.
pub async fn set_active(tx: &mut Tx, domain: &str, active: bool) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("UPDATE tenant SET active = $2 WHERE domain = $1")
        .bind(domain).bind(active).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// A tenant's configuration document, e.g. `tenant-config`.
pub async fn document(tx: &mut Tx, tenant: &str, name: &str) -> Result<Option<Value>, StoreError> {
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT body FROM tenant_document WHERE tenant = $1 AND name = $2")
        .bind(tenant).bind(name).fetch_optional(c).await)?;
    row.map(|(body,)| serde_json::from_str(&body).map_err(|e| StoreError::inconsistent("tenant_document", e)))
        .transpose()
}

pub async fn put_document(
    tx: &mut Tx,
    tenant: &str,
    name: &str,
    body: &Value,
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO tenant_document (tenant, name, body, updated_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, name) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at")
        .bind(tenant).bind(name).bind(body.to_string()).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}
