//! Roles and who has them.

use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RoleRow {
    pub id: String,
    pub tenant: String,
    pub name: String,
    pub created_at: i64,
    pub updated_at: i64,
}

pub async fn insert(tx: &mut Tx, row: &RoleRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO role (id, tenant, name, created_at, updated_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&row.id).bind(&row.tenant).bind(&row.name).bind(row.created_at).bind(row.updated_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// The role of that name; WSO2 compares role names without case (of ASCII letters, as LOWER does).
pub async fn by_name(tx: &mut Tx, tenant: &str, name: &str) -> Result<Option<RoleRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, created_at, updated_at FROM role
         WHERE tenant = $1 AND LOWER(name) = $2 ORDER BY name LIMIT 1")
        .bind(tenant).bind(name.to_ascii_lowercase()).fetch_optional(c).await)?)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<RoleRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, created_at, updated_at FROM role WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

/// Every role of a tenant, by name.
pub async fn list(tx: &mut Tx, tenant: &str) -> Result<Vec<RoleRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, created_at, updated_at FROM role WHERE tenant = $1 ORDER BY name")
        .bind(tenant).fetch_all(c).await)?)
}

/// Renames a role, or only notes that it changed. Returns whether it exists.
pub async fn update(tx: &mut Tx, row: &RoleRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE role SET name = $3, updated_at = $4 WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.name).bind(row.updated_at)
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM role WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Gives a role to a user; already having it is fine.
pub async fn assign(tx: &mut Tx, tenant: &str, user_id: &str, role_id: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO user_role (tenant, user_id, role_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(tenant).bind(user_id).bind(role_id).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn withdraw(tx: &mut Tx, tenant: &str, user_id: &str, role_id: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("DELETE FROM user_role WHERE tenant = $1 AND user_id = $2 AND role_id = $3")
        .bind(tenant).bind(user_id).bind(role_id).execute(c).await.map(drop))?;
    Ok(())
}

/// A user's roles, by name.
pub async fn rows_of_user(tx: &mut Tx, tenant: &str, user_id: &str) -> Result<Vec<RoleRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT r.id, r.tenant, r.name, r.created_at, r.updated_at
         FROM user_role ur JOIN role r ON r.id = ur.role_id
         WHERE ur.tenant = $1 AND ur.user_id = $2 ORDER BY r.name")
        .bind(tenant).bind(user_id).fetch_all(c).await)?)
}

/// Names of a user's roles, by name.
pub async fn of_user(tx: &mut Tx, tenant: &str, user_id: &str) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT r.name FROM user_role ur JOIN role r ON r.id = ur.role_id
         WHERE ur.tenant = $1 AND ur.user_id = $2 ORDER BY r.name")
        .bind(tenant).bind(user_id).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Ids and names of the users who have a role.
pub async fn members(tx: &mut Tx, tenant: &str, role_id: &str) -> Result<Vec<(String, String)>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT u.id, u.name FROM user_role ur JOIN user_account u ON u.id = ur.user_id
         WHERE ur.tenant = $1 AND ur.role_id = $2 ORDER BY u.name")
        .bind(tenant).bind(role_id).fetch_all(c).await)?)
}
