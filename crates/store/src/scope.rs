//! OAuth2 scopes that publishers define: shared ones of a tenant, local ones of an API (all its versions).

use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ScopeRow {
    pub id: String,
    pub tenant: String,
    pub name: String,
    /// Key of the API's name ([`crate::api::key`]) for a local scope; `None`: shared.
    pub api_name: Option<String>,
    pub display_name: String,
    pub description: String,
    /// Roles whose members may have the scope; empty: everyone.
    #[sqlx(try_from = "JsonText")]
    pub bindings: Vec<String>,
    pub created_at: i64,
    pub updated_at: i64,
}

fn json(bindings: &[String]) -> String {
    serde_json::Value::from(bindings.to_vec()).to_string()
}

pub async fn insert(tx: &mut Tx, row: &ScopeRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO scope (id, tenant, name, api_name, display_name, description, bindings, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(&row.id).bind(&row.tenant).bind(&row.name).bind(&row.api_name).bind(&row.display_name)
        .bind(&row.description).bind(json(&row.bindings)).bind(row.created_at).bind(row.updated_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Writes display name, description and bindings. Returns whether the scope exists.
pub async fn update(tx: &mut Tx, row: &ScopeRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE scope SET display_name = $3, description = $4, bindings = $5, updated_at = $6
         WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.display_name).bind(&row.description)
        .bind(json(&row.bindings)).bind(row.updated_at)
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Fails with [`StoreError::Reference`] while an API has it. Returns whether it was there.
pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM scope WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_name(tx: &mut Tx, tenant: &str, name: &str) -> Result<Option<ScopeRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, api_name, display_name, description, bindings, created_at, updated_at
         FROM scope WHERE tenant = $1 AND name = $2")
        .bind(tenant).bind(name).fetch_optional(c).await)?)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<ScopeRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, api_name, display_name, description, bindings, created_at, updated_at
         FROM scope WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

/// Those of `names` that the tenant has, for whoever decides who gets which scope.
pub async fn bindings(tx: &mut Tx, tenant: &str, names: &[String]) -> Result<Vec<ScopeRow>, StoreError> {
    let mut found = Vec::new();
    for name in names {
        found.extend(by_name(tx, tenant, name).await?);
    }
    Ok(found)
}

/// A page of the shared scopes by name with the number of APIs that use each, and how many there are.
pub async fn page_shared(
    tx: &mut Tx,
    tenant: &str,
    offset: i64,
    limit: i64,
) -> Result<(Vec<(ScopeRow, i64)>, i64), StoreError> {
    let rows: Vec<ScopeRow> = on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, api_name, display_name, description, bindings, created_at, updated_at
         FROM scope WHERE tenant = $1 AND api_name IS NULL ORDER BY name LIMIT $2 OFFSET $3")
        .bind(tenant).bind(limit).bind(offset).fetch_all(c).await)?;
    let (total,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM scope WHERE tenant = $1 AND api_name IS NULL")
        .bind(tenant).fetch_one(c).await)?;
    let mut counted = Vec::with_capacity(rows.len());
    for row in rows {
        let usage = usage_count(tx, tenant, &row.id).await?;
        counted.push((row, usage));
    }
    Ok((counted, total))
}

/// Every scope of a tenant by name, shared and local. Up to `limit`.
pub async fn list(tx: &mut Tx, tenant: &str, limit: i64) -> Result<Vec<ScopeRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, name, api_name, display_name, description, bindings, created_at, updated_at
         FROM scope WHERE tenant = $1 ORDER BY name LIMIT $2")
        .bind(tenant).bind(limit).fetch_all(c).await)?)
}

/// How many APIs have a scope.
pub async fn usage_count(tx: &mut Tx, tenant: &str, id: &str) -> Result<i64, StoreError> {
    let (count,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM api_scope WHERE tenant = $1 AND scope_id = $2")
        .bind(tenant).bind(id).fetch_one(c).await)?;
    Ok(count)
}

/// Ids of the APIs that have a scope.
pub async fn used_by(tx: &mut Tx, tenant: &str, id: &str) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT api_id FROM api_scope WHERE tenant = $1 AND scope_id = $2 ORDER BY api_id")
        .bind(tenant).bind(id).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Scopes an API has, by name.
pub async fn of_api(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Vec<ScopeRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT s.id, s.tenant, s.name, s.api_name, s.display_name, s.description, s.bindings, s.created_at,
                s.updated_at
         FROM api_scope u JOIN scope s ON s.id = u.scope_id WHERE u.tenant = $1 AND u.api_id = $2 ORDER BY s.name")
        .bind(tenant).bind(api_id).fetch_all(c).await)?)
}

/// Makes `ids` the scopes an API has; local scopes that no API has any more are deleted.
pub async fn attach(tx: &mut Tx, tenant: &str, api_id: &str, ids: &[String]) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("DELETE FROM api_scope WHERE tenant = $1 AND api_id = $2")
        .bind(tenant).bind(api_id).execute(c).await.map(drop))?;
    for id in ids {
        on!(tx, c => sqlx::query(
            "INSERT INTO api_scope (api_id, scope_id, tenant) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(api_id).bind(id).bind(tenant).execute(c).await.map(drop))?;
    }
    on!(tx, c => sqlx::query(
        "DELETE FROM scope WHERE tenant = $1 AND api_name IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM api_scope u WHERE u.scope_id = scope.id)")
        .bind(tenant).execute(c).await.map(drop))?;
    Ok(())
}
