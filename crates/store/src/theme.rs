//! The archive with the theme of a tenant's portals.

use model::Timestamp;

use crate::{StoreError, Tx, on};

pub async fn put(tx: &mut Tx, tenant: &str, archive: &[u8], now: Timestamp) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO tenant_theme (tenant, archive, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (tenant) DO UPDATE SET archive = excluded.archive, updated_at = excluded.updated_at")
        .bind(tenant).bind(archive).bind(now.0).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, tenant: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<(Vec<u8>,)> = on!(tx, c => sqlx::query_as("SELECT archive FROM tenant_theme WHERE tenant = $1")
        .bind(tenant).fetch_optional(c).await)?;
    Ok(row.map(|(archive,)| archive))
}
