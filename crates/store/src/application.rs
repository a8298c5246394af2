//! Applications and who owns them.

use model::Timestamp;
use serde_json::Value;

use crate::api::search::{Match, like};
use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ApplicationRow {
    pub id: String,
    pub tenant: String,
    /// Name of the owner within the tenant.
    pub owner: String,
    pub name: String,
    /// Application-level throttling policy, by name.
    pub policy: String,
    pub status: String,
    pub created_at: i64,
    pub updated_at: i64,
    #[sqlx(try_from = "JsonText")]
    pub body: Value,
}

/// An application in a list, with how many subscriptions it has.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ListedApplication {
    #[sqlx(flatten)]
    pub row: ApplicationRow,
    pub subscriptions: i64,
}

/// Which applications of a tenant, and in which order.
#[derive(Debug, Clone, Default)]
pub struct Selection<'a> {
    /// Only this owner's; `None` for everybody's.
    pub owner: Option<&'a str>,
    /// Only names that contain this, without case.
    pub name_contains: &'a str,
    pub by: Sort,
    pub descending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Name,
    Policy,
    Status,
    Owner,
    Created,
}

impl Sort {
    const fn column(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Policy => "policy",
            Self::Status => "status",
            Self::Owner => "owner",
            Self::Created => "created",
        }
    }
}

pub async fn insert(tx: &mut Tx, row: &ApplicationRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO application (id, tenant, owner, name, policy, status, created_at, updated_at, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(&row.id).bind(&row.tenant).bind(&row.owner).bind(&row.name).bind(&row.policy).bind(&row.status)
        .bind(row.created_at).bind(row.updated_at).bind(row.body.to_string())
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces everything but id, tenant and creation time. Returns whether the application exists.
pub async fn update(tx: &mut Tx, row: &ApplicationRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE application SET owner = $3, name = $4, policy = $5, status = $6, updated_at = $7, body = $8
         WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.owner).bind(&row.name).bind(&row.policy).bind(&row.status)
        .bind(row.updated_at).bind(row.body.to_string())
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Fails with a broken reference while the application has keys or subscriptions.
pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM application WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<ApplicationRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, owner, name, policy, status, created_at, updated_at, body
         FROM application WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

pub async fn by_name(
    tx: &mut Tx,
    tenant: &str,
    owner: &str,
    name: &str,
) -> Result<Option<ApplicationRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, owner, name, policy, status, created_at, updated_at, body
         FROM application WHERE tenant = $1 AND owner = $2 AND name = $3")
        .bind(tenant).bind(owner).bind(name).fetch_optional(c).await)?)
}

/// How many applications of a tenant have a policy.
pub async fn with_policy(tx: &mut Tx, tenant: &str, policy: &str) -> Result<i64, StoreError> {
    let (count,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM application WHERE tenant = $1 AND policy = $2")
        .bind(tenant).bind(policy).fetch_one(c).await)?;
    Ok(count)
}

/// A page of applications, and how many there are.
pub async fn page(
    tx: &mut Tx,
    tenant: &str,
    which: &Selection<'_>,
    offset: i64,
    limit: i64,
) -> Result<(Vec<ListedApplication>, i64), StoreError> {
    let like = &*like(&Match::Contains(which.name_contains.to_owned()));
    let order = if which.descending { "desc" } else { "asc" };
    let rows = on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, owner, name, policy, status, created_at, updated_at, body, subscriptions FROM (
             SELECT a.*,
                    (SELECT COUNT(*) FROM subscription s WHERE s.application_id = a.id) AS subscriptions,
                    CASE $4 WHEN 'policy' THEN a.policy WHEN 'status' THEN a.status WHEN 'owner' THEN a.owner
                            WHEN 'created' THEN a.id ELSE lower(a.name) END AS sorted_by
             FROM application a
             WHERE a.tenant = $1 AND (CAST($2 AS TEXT) IS NULL OR a.owner = $2) AND lower(a.name) LIKE $3 ESCAPE '\\') listed
         ORDER BY CASE WHEN $5 = 'asc' THEN sorted_by END, CASE WHEN $5 = 'desc' THEN sorted_by END DESC, id
         LIMIT $6 OFFSET $7")
        .bind(tenant).bind(which.owner).bind(like).bind(which.by.column()).bind(order).bind(limit).bind(offset)
        .fetch_all(c).await)?;
    let (count,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM application
         WHERE tenant = $1 AND (CAST($2 AS TEXT) IS NULL OR owner = $2) AND lower(name) LIKE $3 ESCAPE '\\'")
        .bind(tenant).bind(which.owner).bind(like).fetch_one(c).await)?;
    Ok((rows, count))
}

/// Notes that a user has used the developer portal. Returns whether this was the first time.
pub async fn insert_developer(
    tx: &mut Tx,
    tenant: &str,
    name: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "INSERT INTO developer (tenant, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(tenant).bind(name).bind(now.0).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn is_developer(tx: &mut Tx, tenant: &str, name: &str) -> Result<bool, StoreError> {
    let row: Option<(i64,)> = on!(tx, c => sqlx::query_as(
        "SELECT created_at FROM developer WHERE tenant = $1 AND name = $2")
        .bind(tenant).bind(name).fetch_optional(c).await)?;
    Ok(row.is_some())
}
