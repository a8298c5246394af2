//! Organizations of consumers.

use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OrganizationRow {
    pub id: String,
    pub tenant: String,
    /// What the identity provider calls it, unique within the tenant.
    pub external_id: String,
    pub display_name: String,
    pub description: String,
    pub created_at: i64,
    pub updated_at: i64,
}

pub async fn insert(tx: &mut Tx, row: &OrganizationRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO organization (id, tenant, external_id, display_name, description, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&row.id).bind(&row.tenant).bind(&row.external_id).bind(&row.display_name).bind(&row.description)
        .bind(row.created_at).bind(row.updated_at).execute(c).await.map(drop))?;
    Ok(())
}

/// Writes display name and description. Returns whether the organization exists.
pub async fn update(tx: &mut Tx, row: &OrganizationRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE organization SET display_name = $3, description = $4, updated_at = $5
         WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.display_name).bind(&row.description).bind(row.updated_at)
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM organization WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<OrganizationRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, external_id, display_name, description, created_at, updated_at
         FROM organization WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

/// Every organization of a tenant, by name. They are few: an administrator writes each.
pub async fn list(tx: &mut Tx, tenant: &str) -> Result<Vec<OrganizationRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, external_id, display_name, description, created_at, updated_at
         FROM organization WHERE tenant = $1 ORDER BY display_name, id")
        .bind(tenant).fetch_all(c).await)?)
}
