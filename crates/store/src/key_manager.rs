//! Key managers beside the resident one, and clients that were registered there.

use serde_json::Value;

use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct KeyManagerRow {
    pub id: String,
    pub tenant: String,
    /// Unique within the tenant.
    pub name: String,
    pub created_at: i64,
    pub updated_at: i64,
    #[sqlx(try_from = "JsonText")]
    pub body: Value,
    pub sealed: String,
    /// Public keys as last seen, a JWK set.
    pub jwks: Option<String>,
}

pub async fn insert(tx: &mut Tx, row: &KeyManagerRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO key_manager (id, tenant, name, created_at, updated_at, body, sealed, jwks)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(&row.id).bind(&row.tenant).bind(&row.name).bind(row.created_at).bind(row.updated_at)
        .bind(row.body.to_string()).bind(&row.sealed).bind(&row.jwks)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces body, secrets and keys. Returns whether the key manager exists.
pub async fn update(tx: &mut Tx, row: &KeyManagerRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE key_manager SET updated_at = $3, body = $4, sealed = $5, jwks = $6 WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(row.updated_at).bind(row.body.to_string())
        .bind(&row.sealed).bind(&row.jwks)
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM key_manager WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<KeyManagerRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, created_at, updated_at, body, sealed, jwks FROM key_manager
         WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

pub async fn by_name(tx: &mut Tx, tenant: &str, name: &str) -> Result<Option<KeyManagerRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, created_at, updated_at, body, sealed, jwks FROM key_manager
         WHERE tenant = $1 AND name = $2")
        .bind(tenant).bind(name).fetch_optional(c).await)?)
}

/// Every one of a tenant, by name. They are few: an administrator writes each.
pub async fn list(tx: &mut Tx, tenant: &str) -> Result<Vec<KeyManagerRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, created_at, updated_at, body, sealed, jwks FROM key_manager
         WHERE tenant = $1 ORDER BY name")
        .bind(tenant).fetch_all(c).await)?)
}

/// Tenant and id of every one, for the platform's own look at their keys.
pub async fn everywhere(tx: &mut Tx) -> Result<Vec<(String, String)>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as("SELECT tenant, id FROM key_manager ORDER BY id").fetch_all(c).await)?)
}

/// How many keys of applications it has.
pub async fn keys(tx: &mut Tx, tenant: &str, name: &str) -> Result<i64, StoreError> {
    Ok(on!(tx, c => sqlx::query_scalar(
        "SELECT COUNT(*) FROM key_mapping WHERE tenant = $1 AND key_manager = $2")
        .bind(tenant).bind(name).fetch_one(c).await)?)
}

/// Keeps what is known of a client, in place of what was.
pub async fn put_client(
    tx: &mut Tx,
    tenant: &str,
    id: &str,
    client_id: &str,
    sealed: &str,
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO key_manager_client (key_manager_id, client_id, tenant, sealed) VALUES ($1, $2, $3, $4)
         ON CONFLICT (key_manager_id, client_id) DO UPDATE SET sealed = excluded.sealed")
        .bind(id).bind(client_id).bind(tenant).bind(sealed).execute(c).await.map(drop))?;
    Ok(())
}

/// What is known of a client, sealed.
pub async fn client(
    tx: &mut Tx,
    tenant: &str,
    id: &str,
    client_id: &str,
) -> Result<Option<String>, StoreError> {
    Ok(on!(tx, c => sqlx::query_scalar(
        "SELECT sealed FROM key_manager_client WHERE tenant = $1 AND key_manager_id = $2 AND client_id = $3")
        .bind(tenant).bind(id).bind(client_id).fetch_optional(c).await)?)
}

pub async fn delete_client(tx: &mut Tx, tenant: &str, id: &str, client_id: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "DELETE FROM key_manager_client WHERE tenant = $1 AND key_manager_id = $2 AND client_id = $3")
        .bind(tenant).bind(id).bind(client_id).execute(c).await.map(drop))?;
    Ok(())
}
