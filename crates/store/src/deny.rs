//! Deny conditions, in force or not.

use serde_json::Value;

use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct DenyRow {
    pub id: String,
    pub tenant: String,
    /// `API`, `APPLICATION`, `IP`, `IPRANGE` or `USER`.
    pub kind: String,
    /// The condition in one spelling, unique within tenant and kind.
    pub value: String,
    pub active: bool,
    pub created_at: i64,
    pub updated_at: i64,
    #[sqlx(try_from = "JsonText")]
    pub body: Value,
}

pub async fn insert(tx: &mut Tx, row: &DenyRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO deny_condition (id, tenant, kind, value, active, created_at, updated_at, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(&row.id).bind(&row.tenant).bind(&row.kind).bind(&row.value).bind(row.active)
        .bind(row.created_at).bind(row.updated_at).bind(row.body.to_string())
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Returns whether the condition exists.
pub async fn set_active(
    tx: &mut Tx,
    tenant: &str,
    id: &str,
    active: bool,
    updated_at: i64,
) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE deny_condition SET active = $3, updated_at = $4 WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).bind(active).bind(updated_at).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM deny_condition WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<DenyRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, kind, value, active, created_at, updated_at, body
         FROM deny_condition WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

/// Every condition of a tenant, oldest first. They are few: an administrator writes each.
pub async fn list(tx: &mut Tx, tenant: &str) -> Result<Vec<DenyRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, kind, value, active, created_at, updated_at, body
         FROM deny_condition WHERE tenant = $1 ORDER BY created_at, id")
        .bind(tenant).fetch_all(c).await)?)
}

/// Whether an API of the tenant is served at this base path (tenant prefix and version included).
pub async fn context_exists(tx: &mut Tx, tenant: &str, full_context: &str) -> Result<bool, StoreError> {
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT id FROM api WHERE tenant = $1 AND full_context = $2")
        .bind(tenant).bind(full_context).fetch_optional(c).await)?;
    Ok(row.is_some())
}
