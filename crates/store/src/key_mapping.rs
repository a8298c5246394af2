//! Which OAuth2 client is which application's key.

use serde_json::Value;

use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct KeyMappingRow {
    pub id: String,
    pub tenant: String,
    pub application_id: String,
    /// `PRODUCTION` or `SANDBOX`.
    pub key_type: String,
    /// Name of the key manager.
    pub key_manager: String,
    /// `None` while the key manager has not answered yet.
    pub consumer_key: Option<String>,
    /// `CREATED` or `COMPLETED`.
    pub state: String,
    /// `CREATED` or `MAPPED`.
    pub mode: String,
    pub created_at: i64,
    pub updated_at: i64,
    #[sqlx(try_from = "JsonText")]
    pub body: Value,
}

pub async fn insert(tx: &mut Tx, row: &KeyMappingRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO key_mapping (id, tenant, application_id, key_type, key_manager, consumer_key, state, mode,
             created_at, updated_at, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(&row.id).bind(&row.tenant).bind(&row.application_id).bind(&row.key_type).bind(&row.key_manager)
        .bind(&row.consumer_key).bind(&row.state).bind(&row.mode).bind(row.created_at).bind(row.updated_at)
        .bind(row.body.to_string())
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces consumer key, state and body. Returns whether the mapping exists.
pub async fn update(tx: &mut Tx, row: &KeyMappingRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE key_mapping SET consumer_key = $3, state = $4, updated_at = $5, body = $6
         WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.consumer_key).bind(&row.state).bind(row.updated_at)
        .bind(row.body.to_string())
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM key_mapping WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Every key of an application, oldest first.
pub async fn of_application(
    tx: &mut Tx,
    tenant: &str,
    application_id: &str,
) -> Result<Vec<KeyMappingRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, application_id, key_type, key_manager, consumer_key, state, mode,
             created_at, updated_at, body
         FROM key_mapping WHERE tenant = $1 AND application_id = $2 ORDER BY id")
        .bind(tenant).bind(application_id).fetch_all(c).await)?)
}
