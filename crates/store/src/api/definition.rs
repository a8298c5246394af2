//! Definitions of APIs, as their authors wrote them.

use crate::{StoreError, Tx, on};

pub async fn put(tx: &mut Tx, tenant: &str, api_id: &str, text: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_definition (api_id, tenant, body) VALUES ($1, $2, $3)
         ON CONFLICT (api_id) DO UPDATE SET body = excluded.body")
        .bind(api_id).bind(tenant).bind(text).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT body FROM api_definition WHERE api_id = $1 AND tenant = $2")
        .bind(api_id).bind(tenant).fetch_optional(c).await)?;
    Ok(row.map(|(text,)| text))
}

/// Forgets the author's text.
pub async fn delete(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("DELETE FROM api_definition WHERE api_id = $1 AND tenant = $2")
        .bind(api_id).bind(tenant).execute(c).await.map(drop))?;
    Ok(())
}
