//! Labels that administrators give to gateways.

use crate::api::key;
use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LabelRow {
    pub id: String,
    pub tenant: String,
    pub name: String,
    pub description: String,
    #[sqlx(try_from = "JsonText")]
    pub access_urls: Vec<String>,
    pub created_at: i64,
    pub updated_at: i64,
}

fn json(urls: &[String]) -> String {
    serde_json::Value::from(urls.to_vec()).to_string()
}

/// Names that differ only by case are the same.
pub async fn insert(tx: &mut Tx, row: &LabelRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO gateway_label (id, tenant, name, name_key, description, access_urls, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(&row.id).bind(&row.tenant).bind(&row.name).bind(key(&row.name)).bind(&row.description)
        .bind(json(&row.access_urls)).bind(row.created_at).bind(row.updated_at).execute(c).await.map(drop))?;
    Ok(())
}

/// Writes name, description and URLs. Returns whether the label exists.
pub async fn update(tx: &mut Tx, row: &LabelRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE gateway_label SET name = $3, name_key = $4, description = $5, access_urls = $6, updated_at = $7
         WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.name).bind(key(&row.name)).bind(&row.description)
        .bind(json(&row.access_urls)).bind(row.updated_at).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM gateway_label WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<LabelRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, description, access_urls, created_at, updated_at
         FROM gateway_label WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

/// Every label of a tenant, by name. They are few: an administrator writes each.
pub async fn list(tx: &mut Tx, tenant: &str) -> Result<Vec<LabelRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, description, access_urls, created_at, updated_at
         FROM gateway_label WHERE tenant = $1 ORDER BY name_key")
        .bind(tenant).fetch_all(c).await)?)
}
