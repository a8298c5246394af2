//! OAuth2 clients of the resident key manager.

use serde_json::Value;

use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Clone, PartialEq, sqlx::FromRow)]
pub struct ClientRow {
    pub client_id: String,
    pub tenant: String,
    pub name: String,
    /// Fully qualified user name.
    pub owner: String,
    pub active: bool,
    /// SHA-256 of the secret, hexadecimal.
    pub secret_hash: String,
    pub sealed_secret: String,
    pub created_at: i64,
    pub updated_at: i64,
    /// A [`model::key::ClientRequest`].
    #[sqlx(try_from = "JsonText")]
    pub body: Value,
}

pub async fn insert(tx: &mut Tx, row: &ClientRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO oauth_client (client_id, tenant, name, owner, active, secret_hash, sealed_secret, created_at,
             updated_at, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(&row.client_id).bind(&row.tenant).bind(&row.name).bind(&row.owner).bind(row.active)
        .bind(&row.secret_hash).bind(&row.sealed_secret).bind(row.created_at).bind(row.updated_at)
        .bind(row.body.to_string())
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces everything but id, tenant and creation time. Returns whether the client exists.
pub async fn update(tx: &mut Tx, row: &ClientRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE oauth_client SET name = $3, owner = $4, active = $5, secret_hash = $6, sealed_secret = $7,
             updated_at = $8, body = $9
         WHERE client_id = $1 AND tenant = $2")
        .bind(&row.client_id).bind(&row.tenant).bind(&row.name).bind(&row.owner).bind(row.active)
        .bind(&row.secret_hash).bind(&row.sealed_secret).bind(row.updated_at).bind(row.body.to_string())
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, client_id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM oauth_client WHERE client_id = $1 AND tenant = $2")
        .bind(client_id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// A client of any tenant: a client that authenticates names itself by its id alone. The caller
/// goes by the row's tenant.
pub async fn by_id(tx: &mut Tx, client_id: &str) -> Result<Option<ClientRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT client_id, tenant, name, owner, active, secret_hash, sealed_secret, created_at, updated_at, body
         FROM oauth_client WHERE client_id = $1")
        .bind(client_id).fetch_optional(c).await)?)
}

pub async fn by_name(
    tx: &mut Tx,
    tenant: &str,
    owner: &str,
    name: &str,
) -> Result<Option<ClientRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT client_id, tenant, name, owner, active, secret_hash, sealed_secret, created_at, updated_at, body
         FROM oauth_client WHERE tenant = $1 AND owner = $2 AND name = $3")
        .bind(tenant).bind(owner).bind(name).fetch_optional(c).await)?)
}
