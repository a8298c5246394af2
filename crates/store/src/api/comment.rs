//! Comments on APIs, and answers to them.

use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CommentRow {
    pub id: String,
    pub tenant: String,
    pub api_id: String,
    /// The comment this one answers; `None`: it begins a thread.
    pub parent_id: Option<String>,
    pub category: String,
    pub content: String,
    /// `devPortal` or `publisher`.
    pub entry_point: String,
    /// User as shown to others.
    pub created_by: String,
    pub created_at: i64,
    /// `None`: never edited.
    pub updated_at: Option<i64>,
}

/// An answer on a page of threads, with how many answers its thread has.
#[derive(sqlx::FromRow)]
struct Answer {
    #[sqlx(flatten)]
    row: CommentRow,
    answers: i64,
}

pub async fn insert(tx: &mut Tx, row: &CommentRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_comment (id, tenant, api_id, parent_id, category, content, entry_point, created_by,
             created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(&row.id).bind(&row.tenant).bind(&row.api_id).bind(&row.parent_id).bind(&row.category)
        .bind(&row.content).bind(&row.entry_point).bind(&row.created_by).bind(row.created_at)
        .bind(row.updated_at).execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces category and content. Returns whether the comment exists.
pub async fn update(tx: &mut Tx, row: &CommentRow) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE api_comment SET category = $3, content = $4, updated_at = $5 WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.category).bind(&row.content).bind(row.updated_at)
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Deletes a comment with its answers. Returns whether it was there.
pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM api_comment WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn get(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    id: &str,
) -> Result<Option<CommentRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, parent_id, category, content, entry_point, created_by, created_at, updated_at
         FROM api_comment WHERE tenant = $1 AND api_id = $2 AND id = $3")
        .bind(tenant).bind(api_id).bind(id).fetch_optional(c).await)?)
}

/// How many comments and answers an API has.
pub async fn count(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<i64, StoreError> {
    let (count,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM api_comment WHERE tenant = $1 AND api_id = $2")
        .bind(tenant).bind(api_id).fetch_one(c).await)?;
    Ok(count)
}

/// A page of an API's threads, newest first, and how many there are.
pub async fn threads(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    offset: i64,
    limit: i64,
) -> Result<(Vec<CommentRow>, i64), StoreError> {
    let rows = on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, parent_id, category, content, entry_point, created_by, created_at, updated_at
         FROM api_comment WHERE tenant = $1 AND api_id = $2 AND parent_id IS NULL
         ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4")
        .bind(tenant).bind(api_id).bind(limit).bind(offset).fetch_all(c).await)?;
    let (total,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM api_comment WHERE tenant = $1 AND api_id = $2 AND parent_id IS NULL")
        .bind(tenant).bind(api_id).fetch_one(c).await)?;
    Ok((rows, total))
}

/// The first `answers` answers to each comment of a page of threads ([`threads`]), oldest first, each with how many
/// its thread has.
pub async fn first_answers(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    offset: i64,
    limit: i64,
    answers: i64,
) -> Result<Vec<(CommentRow, i64)>, StoreError> {
    let rows: Vec<Answer> = on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, parent_id, category, content, entry_point, created_by, created_at, updated_at,
             answers
         FROM (SELECT c.*, COUNT(*) OVER (PARTITION BY c.parent_id) AS answers,
                   ROW_NUMBER() OVER (PARTITION BY c.parent_id ORDER BY c.created_at, c.id) AS place
               FROM api_comment c
               WHERE c.tenant = $1 AND c.parent_id IN
                   (SELECT t.id FROM api_comment t WHERE t.tenant = $1 AND t.api_id = $2 AND t.parent_id IS NULL
                    ORDER BY t.created_at DESC, t.id DESC LIMIT $3 OFFSET $4)) AS numbered
         WHERE place <= $5 ORDER BY created_at, id")
        .bind(tenant).bind(api_id).bind(limit).bind(offset).bind(answers).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|a| (a.row, a.answers)).collect())
}

/// A page of the answers to a comment, oldest first, and how many there are.
pub async fn answers(
    tx: &mut Tx,
    tenant: &str,
    parent_id: &str,
    offset: i64,
    limit: i64,
) -> Result<(Vec<CommentRow>, i64), StoreError> {
    let rows = on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, parent_id, category, content, entry_point, created_by, created_at, updated_at
         FROM api_comment WHERE tenant = $1 AND parent_id = $2 ORDER BY created_at, id LIMIT $3 OFFSET $4")
        .bind(tenant).bind(parent_id).bind(limit).bind(offset).fetch_all(c).await)?;
    let (total,): (i64,) = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*) FROM api_comment WHERE tenant = $1 AND parent_id = $2")
        .bind(tenant).bind(parent_id).fetch_one(c).await)?;
    Ok((rows, total))
}
