//! Which revision is meant to be served in which environment.

use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeploymentRow {
    pub api_id: String,
    pub environment: String,
    pub tenant: String,
    pub revision_id: String,
    pub vhost: String,
    pub display_on_devportal: bool,
    pub deployed_at: i64,
    /// Also served there without a version.
    pub serves_default: bool,
}

/// Deploys; another revision in the same environment is replaced.
pub async fn put(tx: &mut Tx, row: &DeploymentRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_deployment
             (api_id, environment, tenant, revision_id, vhost, display_on_devportal, deployed_at, serves_default)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (api_id, environment) DO UPDATE SET revision_id = excluded.revision_id,
             vhost = excluded.vhost, display_on_devportal = excluded.display_on_devportal,
             deployed_at = excluded.deployed_at, serves_default = excluded.serves_default")
        .bind(&row.api_id).bind(&row.environment).bind(&row.tenant).bind(&row.revision_id).bind(&row.vhost)
        .bind(row.display_on_devportal).bind(row.deployed_at).bind(row.serves_default)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Returns whether it was there.
pub async fn delete(tx: &mut Tx, tenant: &str, api_id: &str, environment: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "DELETE FROM api_deployment WHERE tenant = $1 AND api_id = $2 AND environment = $3")
        .bind(tenant).bind(api_id).bind(environment).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// An API's deployments by environment.
pub async fn list(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Vec<DeploymentRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT api_id, environment, tenant, revision_id, vhost, display_on_devportal, deployed_at,
                serves_default
         FROM api_deployment WHERE tenant = $1 AND api_id = $2 ORDER BY environment")
        .bind(tenant).bind(api_id).fetch_all(c).await)?)
}

/// How many APIs of any tenant are deployed in an environment.
pub async fn count_in(tx: &mut Tx, environment: &str) -> Result<i64, StoreError> {
    let (count,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM api_deployment WHERE environment = $1")
        .bind(environment).fetch_one(c).await)?;
    Ok(count)
}

/// What a tenant has deployed in an environment, by API.
pub async fn list_in(tx: &mut Tx, tenant: &str, environment: &str) -> Result<Vec<DeploymentRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT api_id, environment, tenant, revision_id, vhost, display_on_devportal, deployed_at,
                serves_default
         FROM api_deployment WHERE tenant = $1 AND environment = $2 ORDER BY api_id")
        .bind(tenant).bind(environment).fetch_all(c).await)?)
}
