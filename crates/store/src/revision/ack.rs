//! What gateways said about the APIs they serve.

use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AckRow {
    pub api_id: String,
    pub environment: String,
    pub node: String,
    pub tenant: String,
    /// `None`: no longer served there.
    pub revision_id: Option<String>,
    pub catalog_version: i64,
    /// Why the revision could not be served.
    pub failure: Option<String>,
    pub at: i64,
}

/// Notes what a node said, unless it has already said something newer.
pub async fn put(tx: &mut Tx, row: &AckRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_deployment_ack
             (api_id, environment, node, tenant, revision_id, catalog_version, failure, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (api_id, environment, node) DO UPDATE SET revision_id = excluded.revision_id,
             catalog_version = excluded.catalog_version, failure = excluded.failure, at = excluded.at
         WHERE excluded.catalog_version >= api_deployment_ack.catalog_version")
        .bind(&row.api_id).bind(&row.environment).bind(&row.node).bind(&row.tenant).bind(&row.revision_id)
        .bind(row.catalog_version).bind(&row.failure).bind(row.at)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Everything said about an API.
pub async fn list(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Vec<AckRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT api_id, environment, node, tenant, revision_id, catalog_version, failure, at
         FROM api_deployment_ack WHERE tenant = $1 AND api_id = $2 ORDER BY environment, node")
        .bind(tenant).bind(api_id).fetch_all(c).await)?)
}
