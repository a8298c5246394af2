//! Categories that administrators sort APIs into.

use crate::api::key;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CategoryRow {
    pub id: String,
    pub tenant: String,
    pub name: String,
    pub description: String,
    pub created_at: i64,
    pub updated_at: i64,
}

/// A category with how many APIs are in it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CountedCategory {
    #[sqlx(flatten)]
    pub row: CategoryRow,
    pub apis: i64,
}

/// Names that differ only by case are the same.
pub async fn insert(tx: &mut Tx, row: &CategoryRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_category (id, tenant, name, name_key, description, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&row.id).bind(&row.tenant).bind(&row.name).bind(key(&row.name)).bind(&row.description)
        .bind(row.created_at).bind(row.updated_at).execute(c).await.map(drop))?;
    Ok(())
}

/// Writes the description. Returns whether the category exists.
pub async fn update(tx: &mut Tx, row: &CategoryRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE api_category SET description = $3, updated_at = $4 WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.description).bind(row.updated_at)
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM api_category WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<CountedCategory>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, description, created_at, updated_at,
             (SELECT COUNT(*) FROM api_categorized a WHERE a.tenant = k.tenant AND a.category_key = k.name_key) AS apis
         FROM api_category k WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

/// The category of that name, in any case.
pub async fn by_name(tx: &mut Tx, tenant: &str, name: &str) -> Result<Option<CategoryRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, description, created_at, updated_at
         FROM api_category WHERE tenant = $1 AND name_key = $2")
        .bind(tenant).bind(key(name)).fetch_optional(c).await)?)
}

/// Every category of a tenant, by name. They are few: an administrator writes each.
pub async fn list(tx: &mut Tx, tenant: &str) -> Result<Vec<CountedCategory>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, description, created_at, updated_at,
             (SELECT COUNT(*) FROM api_categorized a WHERE a.tenant = k.tenant AND a.category_key = k.name_key) AS apis
         FROM api_category k WHERE tenant = $1 ORDER BY name_key")
        .bind(tenant).fetch_all(c).await)?)
}
