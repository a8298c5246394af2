//! Gateway environments that administrators made; those of the configuration are in no database.

use serde_json::Value;

use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct EnvironmentRow {
    pub id: String,
    pub tenant: String,
    /// Unique within the tenant.
    pub name: String,
    pub created_at: i64,
    pub updated_at: i64,
    #[sqlx(try_from = "JsonText")]
    pub body: Value,
}

pub async fn insert(tx: &mut Tx, row: &EnvironmentRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO gateway_environment (id, tenant, name, created_at, updated_at, body)
         VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(&row.id).bind(&row.tenant).bind(&row.name).bind(row.created_at).bind(row.updated_at)
        .bind(row.body.to_string())
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces the body. Returns whether the environment exists.
pub async fn update(tx: &mut Tx, row: &EnvironmentRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE gateway_environment SET updated_at = $3, body = $4 WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(row.updated_at).bind(row.body.to_string())
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM gateway_environment WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<EnvironmentRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, created_at, updated_at, body FROM gateway_environment
         WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

pub async fn by_name(tx: &mut Tx, tenant: &str, name: &str) -> Result<Option<EnvironmentRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, created_at, updated_at, body FROM gateway_environment
         WHERE tenant = $1 AND name = $2")
        .bind(tenant).bind(name).fetch_optional(c).await)?)
}

/// Every one of a tenant, by name. They are few: an administrator writes each.
pub async fn list(tx: &mut Tx, tenant: &str) -> Result<Vec<EnvironmentRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, created_at, updated_at, body FROM gateway_environment
         WHERE tenant = $1 ORDER BY name")
        .bind(tenant).fetch_all(c).await)?)
}
