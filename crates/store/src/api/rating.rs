//! What users think of APIs: one to five, once per user.

use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RatingRow {
    pub id: String,
    pub tenant: String,
    pub api_id: String,
    /// User as shown to others.
    pub rated_by: String,
    /// 1 to 5.
    pub rating: i64,
    pub updated_at: i64,
}

/// Notes a rating; one the user gave before is replaced and keeps its id.
pub async fn put(tx: &mut Tx, row: &RatingRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_rating (id, tenant, api_id, rated_by, rating, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (api_id, rated_by) DO UPDATE SET rating = excluded.rating, updated_at = excluded.updated_at")
        .bind(&row.id).bind(&row.tenant).bind(&row.api_id).bind(&row.rated_by).bind(row.rating)
        .bind(row.updated_at).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, tenant: &str, api_id: &str, user: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "DELETE FROM api_rating WHERE tenant = $1 AND api_id = $2 AND rated_by = $3")
        .bind(tenant).bind(api_id).bind(user).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn of_user(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    user: &str,
) -> Result<Option<RatingRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, rated_by, rating, updated_at FROM api_rating
         WHERE tenant = $1 AND api_id = $2 AND rated_by = $3")
        .bind(tenant).bind(api_id).bind(user).fetch_optional(c).await)?)
}

/// A page of an API's ratings, newest first, and how many there are.
pub async fn page(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    offset: i64,
    limit: i64,
) -> Result<(Vec<RatingRow>, i64), StoreError> {
    let rows = on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, rated_by, rating, updated_at FROM api_rating
         WHERE tenant = $1 AND api_id = $2 ORDER BY updated_at DESC, id DESC LIMIT $3 OFFSET $4")
        .bind(tenant).bind(api_id).bind(limit).bind(offset).fetch_all(c).await)?;
    let (total,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM api_rating WHERE tenant = $1 AND api_id = $2")
        .bind(tenant).bind(api_id).fetch_one(c).await)?;
    Ok((rows, total))
}
