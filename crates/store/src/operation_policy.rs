//! Policies that can be attached to operations: a tenant's common ones and those of an API.

use serde_json::Value;

use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

/// Rows never change: other contents are another row.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct OperationPolicyRow {
    pub id: String,
    pub tenant: String,
    /// `None`: common to the tenant's APIs.
    pub api_id: Option<String>,
    pub name: String,
    pub version: String,
    /// Id of the common policy that this is an API's copy of.
    pub cloned_from: Option<String>,
    /// Fingerprint of specification and templates.
    pub digest: String,
    /// What gateways do for it; `None`: they cannot run it.
    pub native: Option<String>,
    #[sqlx(try_from = "JsonText")]
    pub specification: Value,
    pub synapse: Option<String>,
    pub choreo_connect: Option<String>,
    pub created_at: i64,
}

pub async fn insert(tx: &mut Tx, row: &OperationPolicyRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO operation_policy (id, tenant, api_id, name, version, cloned_from, digest, native, specification,
             synapse, choreo_connect, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(&row.id).bind(&row.tenant).bind(&row.api_id).bind(&row.name).bind(&row.version)
        .bind(&row.cloned_from).bind(&row.digest).bind(&row.native).bind(row.specification.to_string())
        .bind(&row.synapse).bind(&row.choreo_connect).bind(row.created_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM operation_policy WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// The tenant's common policies, by name and version.
pub async fn common(tx: &mut Tx, tenant: &str) -> Result<Vec<OperationPolicyRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, name, version, cloned_from, digest, native, specification, synapse, choreo_connect,
             created_at
         FROM operation_policy WHERE tenant = $1 AND api_id IS NULL ORDER BY name, version")
        .bind(tenant).fetch_all(c).await)?)
}

/// Everything an API has, its copies of common policies included, by name and version.
pub async fn of_api(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Vec<OperationPolicyRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, name, version, cloned_from, digest, native, specification, synapse, choreo_connect,
             created_at
         FROM operation_policy WHERE tenant = $1 AND api_id = $2 ORDER BY name, version, created_at, id")
        .bind(tenant).bind(api_id).fetch_all(c).await)?)
}
