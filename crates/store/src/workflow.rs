//! What waits for an administrator's approval.

use serde_json::Value;

use crate::json_text::JsonText;
use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct TaskRow {
    pub id: String,
    pub tenant: String,
    /// [`model::workflow::Kind`] by name.
    pub kind: String,
    /// `CREATED`, `APPROVED` or `REJECTED`.
    pub state: String,
    /// Id of the object it is about.
    pub subject: String,
    /// What of the object, such as an environment; else empty.
    pub part: String,
    pub requested_by: String,
    pub description: String,
    #[sqlx(try_from = "JsonText")]
    pub properties: Value,
    #[sqlx(try_from = "JsonText")]
    pub body: Value,
    pub created_at: i64,
    pub updated_at: i64,
}

pub async fn insert(tx: &mut Tx, row: &TaskRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO workflow_task (id, tenant, kind, state, subject, part, requested_by, description, properties,
             body, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(&row.id).bind(&row.tenant).bind(&row.kind).bind(&row.state).bind(&row.subject).bind(&row.part)
        .bind(&row.requested_by).bind(&row.description).bind(row.properties.to_string()).bind(row.body.to_string())
        .bind(row.created_at).bind(row.updated_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<TaskRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, kind, state, subject, part, requested_by, description, properties, body, created_at,
             updated_at
         FROM workflow_task WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

/// Takes a task from one state to another. Returns whether it was in the first.
pub async fn turn(
    tx: &mut Tx,
    tenant: &str,
    id: &str,
    (from, to): (&str, &str),
    now: i64,
) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE workflow_task SET state = $4, updated_at = $5 WHERE tenant = $1 AND id = $2 AND state = $3")
        .bind(tenant).bind(id).bind(from).bind(to).bind(now).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// A page of a tenant's waiting tasks, oldest first, and how many there are.
pub async fn waiting(
    tx: &mut Tx,
    tenant: &str,
    kind: Option<&str>,
    offset: i64,
    limit: i64,
) -> Result<(Vec<TaskRow>, i64), StoreError> {
    let rows = on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, kind, state, subject, part, requested_by, description, properties, body, created_at,
             updated_at
         FROM workflow_task
         WHERE tenant = $1 AND state = 'CREATED' AND (CAST($2 AS TEXT) IS NULL OR kind = $2)
         ORDER BY id LIMIT $3 OFFSET $4")
        .bind(tenant).bind(kind).bind(limit).bind(offset).fetch_all(c).await)?;
    let (count,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM workflow_task
         WHERE tenant = $1 AND state = 'CREATED' AND (CAST($2 AS TEXT) IS NULL OR kind = $2)")
        .bind(tenant).bind(kind).fetch_one(c).await)?;
    Ok((rows, count))
}

/// The waiting tasks of an object, oldest first.
pub async fn of_subject(tx: &mut Tx, tenant: &str, subject: &str) -> Result<Vec<TaskRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, kind, state, subject, part, requested_by, description, properties, body, created_at,
             updated_at
         FROM workflow_task WHERE tenant = $1 AND subject = $2 AND state = 'CREATED' ORDER BY id")
        .bind(tenant).bind(subject).fetch_all(c).await)?)
}

/// Forgets a waiting task. Returns whether it was there.
pub async fn delete_waiting(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "DELETE FROM workflow_task WHERE tenant = $1 AND id = $2 AND state = 'CREATED'")
        .bind(tenant).bind(id).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Forgets the waiting tasks of an object that goes.
pub async fn delete_of_subject(tx: &mut Tx, tenant: &str, subject: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "DELETE FROM workflow_task WHERE tenant = $1 AND subject = $2 AND state = 'CREATED'")
        .bind(tenant).bind(subject).execute(c).await.map(drop))?;
    Ok(())
}
