//! Which application may use which API, under which plan.

use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SubscriptionRow {
    pub id: String,
    pub tenant: String,
    pub application_id: String,
    pub api_id: String,
    /// Business plan, by name.
    pub policy: String,
    /// Plan last asked for; differs from `policy` while a change waits for approval.
    pub requested_policy: String,
    /// [`model::application::SubscriptionState`] by name.
    pub state: String,
    pub created_at: i64,
    pub updated_at: i64,
}

/// Which subscriptions of a tenant; every member that is set must match.
#[derive(Debug, Clone, Copy, Default)]
pub struct Selection<'a> {
    pub application_id: Option<&'a str>,
    pub api_id: Option<&'a str>,
    /// Only those of this owner's applications.
    pub owner: Option<&'a str>,
}

pub async fn insert(tx: &mut Tx, row: &SubscriptionRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO subscription
             (id, tenant, application_id, api_id, policy, requested_policy, state, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(&row.id).bind(&row.tenant).bind(&row.application_id).bind(&row.api_id).bind(&row.policy)
        .bind(&row.requested_policy).bind(&row.state).bind(row.created_at).bind(row.updated_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces plan, requested plan and state. Returns whether the subscription exists.
pub async fn update(tx: &mut Tx, row: &SubscriptionRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE subscription SET policy = $3, requested_policy = $4, state = $5, updated_at = $6
         WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.policy).bind(&row.requested_policy).bind(&row.state)
        .bind(row.updated_at)
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM subscription WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<SubscriptionRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, application_id, api_id, policy, requested_policy, state, created_at, updated_at
         FROM subscription WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

/// A page of subscriptions, oldest first, and how many there are.
pub async fn page(
    tx: &mut Tx,
    tenant: &str,
    which: Selection<'_>,
    offset: i64,
    limit: i64,
) -> Result<(Vec<SubscriptionRow>, i64), StoreError> {
    let rows = on!(tx, c => sqlx::query_as(
        "SELECT s.id, s.tenant, s.application_id, s.api_id, s.policy, s.requested_policy, s.state, s.created_at,
             s.updated_at
         FROM subscription s JOIN application a ON a.id = s.application_id
         WHERE s.tenant = $1 AND (CAST($2 AS TEXT) IS NULL OR s.application_id = $2) AND (CAST($3 AS TEXT) IS NULL OR s.api_id = $3)
           AND (CAST($4 AS TEXT) IS NULL OR a.owner = $4)
         ORDER BY s.id LIMIT $5 OFFSET $6")
        .bind(tenant).bind(which.application_id).bind(which.api_id).bind(which.owner).bind(limit).bind(offset)
        .fetch_all(c).await)?;
    let (count,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM subscription s JOIN application a ON a.id = s.application_id
         WHERE s.tenant = $1 AND (CAST($2 AS TEXT) IS NULL OR s.application_id = $2) AND (CAST($3 AS TEXT) IS NULL OR s.api_id = $3)
           AND (CAST($4 AS TEXT) IS NULL OR a.owner = $4)")
        .bind(tenant).bind(which.application_id).bind(which.api_id).bind(which.owner).fetch_one(c).await)?;
    Ok((rows, count))
}

/// Every subscription that matches, oldest first.
pub async fn all(
    tx: &mut Tx,
    tenant: &str,
    which: Selection<'_>,
) -> Result<Vec<SubscriptionRow>, StoreError> {
    Ok(page(tx, tenant, which, 0, i64::MAX).await?.0)
}

/// How many subscriptions of a tenant have a plan.
pub async fn with_policy(tx: &mut Tx, tenant: &str, policy: &str) -> Result<i64, StoreError> {
    let (count,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM subscription WHERE tenant = $1 AND policy = $2")
        .bind(tenant).bind(policy).fetch_one(c).await)?;
    Ok(count)
}
