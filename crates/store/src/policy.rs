//! Throttling policies of every level.

use serde_json::Value;

use crate::api::search::escaped;
use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PolicyRow {
    pub id: String,
    pub tenant: String,
    /// `application`, `subscription`, `advanced` or `custom`.
    pub level: String,
    pub name: String,
    pub display_name: String,
    pub description: String,
    pub created_at: i64,
    pub updated_at: i64,
    #[sqlx(try_from = "JsonText")]
    pub body: Value,
}

pub async fn insert(tx: &mut Tx, row: &PolicyRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO throttle_policy
             (id, tenant, level, name, display_name, description, created_at, updated_at, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(&row.id).bind(&row.tenant).bind(&row.level).bind(&row.name).bind(&row.display_name)
        .bind(&row.description).bind(row.created_at).bind(row.updated_at).bind(row.body.to_string())
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces display name, description and body. Returns whether the policy exists.
pub async fn update(tx: &mut Tx, row: &PolicyRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE throttle_policy SET display_name = $3, description = $4, updated_at = $5, body = $6
         WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.display_name).bind(&row.description)
        .bind(row.updated_at).bind(row.body.to_string())
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM throttle_policy WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_name(
    tx: &mut Tx,
    tenant: &str,
    level: &str,
    name: &str,
) -> Result<Option<PolicyRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, level, name, display_name, description, created_at, updated_at, body
         FROM throttle_policy WHERE tenant = $1 AND level = $2 AND name = $3")
        .bind(tenant).bind(level).bind(name).fetch_optional(c).await)?)
}

pub async fn by_id(
    tx: &mut Tx,
    tenant: &str,
    level: &str,
    id: &str,
) -> Result<Option<PolicyRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, level, name, display_name, description, created_at, updated_at, body
         FROM throttle_policy WHERE tenant = $1 AND level = $2 AND id = $3")
        .bind(tenant).bind(level).bind(id).fetch_optional(c).await)?)
}

/// Every policy of a level, by name. A tenant has few; the REST layer pages.
pub async fn list(tx: &mut Tx, tenant: &str, level: &str) -> Result<Vec<PolicyRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, level, name, display_name, description, created_at, updated_at, body
         FROM throttle_policy WHERE tenant = $1 AND level = $2 ORDER BY name")
        .bind(tenant).bind(level).fetch_all(c).await)?)
}

/// Configurations of the tenant's APIs and of their deployed revisions in which the text `"name"` occurs: the only
/// ones that can refer to a policy of that name.
pub async fn configurations_naming(tx: &mut Tx, tenant: &str, name: &str) -> Result<Vec<Value>, StoreError> {
    let like = format!("%{}%", escaped(&Value::from(name).to_string()));
    let rows: Vec<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT body FROM api WHERE tenant = $1 AND body LIKE $2 ESCAPE '\\'
         UNION ALL
         SELECT r.body FROM api_deployment d JOIN api_revision r ON r.id = d.revision_id
         WHERE d.tenant = $1 AND r.body LIKE $2 ESCAPE '\\'")
        .bind(tenant).bind(like).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(body,)| serde_json::from_str(&body).map_err(|e| StoreError::inconsistent("api", e)))
        .collect()
}
