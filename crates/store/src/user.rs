//! User accounts.

use serde_json::Value;

use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Clone, PartialEq, sqlx::FromRow)]
pub struct UserRow {
    pub id: String,
    pub tenant: String,
    pub name: String,
    pub password_hash: String,
    pub active: bool,
    pub created_at: i64,
    pub updated_at: i64,
    /// Profile: SCIM2 attributes other than id, userName, password, roles.
    #[sqlx(try_from = "JsonText")]
    pub body: Value,
}

pub async fn insert(tx: &mut Tx, row: &UserRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO user_account (id, tenant, name, password_hash, active, created_at, updated_at, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(&row.id).bind(&row.tenant).bind(&row.name).bind(&row.password_hash).bind(row.active)
        .bind(row.created_at).bind(row.updated_at).bind(row.body.to_string())
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces everything but id, tenant and creation time. Returns whether the user exists.
pub async fn update(tx: &mut Tx, row: &UserRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE user_account SET name = $3, password_hash = $4, active = $5, updated_at = $6, body = $7
         WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.name).bind(&row.password_hash).bind(row.active)
        .bind(row.updated_at).bind(row.body.to_string())
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM user_account WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_name(tx: &mut Tx, tenant: &str, name: &str) -> Result<Option<UserRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, password_hash, active, created_at, updated_at, body
         FROM user_account WHERE tenant = $1 AND name = $2")
        .bind(tenant).bind(name).fetch_optional(c).await)?)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<UserRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, password_hash, active, created_at, updated_at, body
         FROM user_account WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

/// A page of users by name, and how many there are. `like` is an SQL pattern over names in lower case, with `\`
/// as its escape; `%` takes all.
pub async fn page(
    tx: &mut Tx,
    tenant: &str,
    like: &str,
    offset: i64,
    limit: i64,
) -> Result<(Vec<UserRow>, i64), StoreError> {
    let rows = on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, password_hash, active, created_at, updated_at, body
         FROM user_account WHERE tenant = $1 AND LOWER(name) LIKE $2 ESCAPE '\\'
         ORDER BY name LIMIT $3 OFFSET $4")
        .bind(tenant).bind(like).bind(limit).bind(offset).fetch_all(c).await)?;
    let (count,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM user_account WHERE tenant = $1 AND LOWER(name) LIKE $2 ESCAPE '\\'")
        .bind(tenant).bind(like).fetch_one(c).await)?;
    Ok((rows, count))
}
