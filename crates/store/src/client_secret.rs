//! Secrets of OAuth2 clients that have several. A client without rows has the one of its own row alone.

use crate::{StoreError, Tx, on};

#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SecretRow {
    pub id: String,
    pub tenant: String,
    pub client_id: String,
    /// SHA-256 of the secret, hexadecimal.
    pub hash: String,
    pub sealed: String,
    pub description: String,
    /// Microseconds.
    pub created_at: i64,
    /// Unix seconds; `None` for never.
    pub expires_at: Option<i64>,
}

pub async fn insert(tx: &mut Tx, row: &SecretRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO client_secret (id, tenant, client_id, hash, sealed, description, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(&row.id).bind(&row.tenant).bind(&row.client_id).bind(&row.hash).bind(&row.sealed)
        .bind(&row.description).bind(row.created_at).bind(row.expires_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Of a client, oldest first.
pub async fn of_client(tx: &mut Tx, tenant: &str, client_id: &str) -> Result<Vec<SecretRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, client_id, hash, sealed, description, created_at, expires_at FROM client_secret
         WHERE tenant = $1 AND client_id = $2 ORDER BY created_at, id")
        .bind(tenant).bind(client_id).fetch_all(c).await)?)
}

pub async fn delete(tx: &mut Tx, tenant: &str, client_id: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "DELETE FROM client_secret WHERE tenant = $1 AND client_id = $2 AND id = $3")
        .bind(tenant).bind(client_id).bind(id).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete_of_client(tx: &mut Tx, tenant: &str, client_id: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("DELETE FROM client_secret WHERE tenant = $1 AND client_id = $2")
        .bind(tenant).bind(client_id).execute(c).await.map(drop))?;
    Ok(())
}
