//! Pictures of APIs.

use crate::{StoreError, Tx, on};

pub async fn put(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    media_type: &str,
    content: &[u8],
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_thumbnail (api_id, tenant, media_type, content) VALUES ($1, $2, $3, $4)
         ON CONFLICT (api_id) DO UPDATE SET media_type = excluded.media_type, content = excluded.content")
        .bind(api_id).bind(tenant).bind(media_type).bind(content).execute(c).await.map(drop))?;
    Ok(())
}

/// Media type and bytes.
pub async fn get(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    Ok(
        on!(tx, c => sqlx::query_as("SELECT media_type, content FROM api_thumbnail WHERE api_id = $1 AND tenant = $2")
        .bind(api_id).bind(tenant).fetch_optional(c).await)?,
    )
}
