//! What happened in an API's life.

use crate::{StoreError, Tx, on};

/// A change of state. `previous` is `None` for the creation.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EventRow {
    pub id: String,
    pub tenant: String,
    pub api_id: String,
    pub previous: Option<String>,
    pub post: String,
    pub user: String,
    pub at: i64,
}

pub async fn insert(tx: &mut Tx, row: &EventRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_lifecycle_event (id, tenant, api_id, previous, post, \"user\", at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&row.id).bind(&row.tenant).bind(&row.api_id).bind(&row.previous).bind(&row.post).bind(&row.user)
        .bind(row.at).execute(c).await.map(drop))?;
    Ok(())
}

/// Oldest first.
pub async fn list(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Vec<EventRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, previous, post, \"user\", at FROM api_lifecycle_event
         WHERE api_id = $1 AND tenant = $2 ORDER BY at, id")
        .bind(api_id).bind(tenant).fetch_all(c).await)?)
}
