//! Documents of APIs: how-tos, samples, links, files.

mod content;
mod search;

pub use content::{copy_content, delete_content, get_content, put_content};
pub use search::{Found, search};

use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DocumentRow {
    pub id: String,
    pub tenant: String,
    pub api_id: String,
    pub name: String,
    /// `HOWTO`, `SAMPLES`, ..., `OTHER`.
    pub kind: String,
    /// What kind `OTHER` is.
    pub other_kind: Option<String>,
    pub summary: String,
    /// `INLINE`, `MARKDOWN`, `URL` or `FILE`.
    pub source: String,
    pub source_url: Option<String>,
    /// What the file was called where it came from: shown, never a path.
    pub file_name: Option<String>,
    /// `API_LEVEL`, `PRIVATE` or `OWNER_ONLY`.
    pub visibility: String,
    /// User as shown to others.
    pub created_by: String,
    pub created_at: i64,
    pub updated_by: String,
    pub updated_at: i64,
}

/// Who reads: decides between the visibilities of documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reader {
    /// As shown to others; `None` for somebody who is not signed in to the tenant.
    pub user: Option<String>,
    /// Reads what only its owner may, too.
    pub all: bool,
}

/// `search`: what a search looks at, in any case.
pub async fn insert(tx: &mut Tx, row: &DocumentRow, search: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_document (id, tenant, api_id, name, kind, other_kind, summary, source, source_url, file_name,
             visibility, created_by, created_at, updated_by, updated_at, search)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)")
        .bind(&row.id).bind(&row.tenant).bind(&row.api_id).bind(&row.name).bind(&row.kind).bind(&row.other_kind)
        .bind(&row.summary).bind(&row.source).bind(&row.source_url).bind(&row.file_name).bind(&row.visibility)
        .bind(&row.created_by).bind(row.created_at).bind(&row.updated_by).bind(row.updated_at)
        .bind(super::key(search)).execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces everything but API, creator and creation time. Returns whether the document exists.
pub async fn update(tx: &mut Tx, row: &DocumentRow, search: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE api_document SET name = $3, kind = $4, other_kind = $5, summary = $6, source = $7, source_url = $8,
             file_name = $9, visibility = $10, updated_by = $11, updated_at = $12, search = $13
         WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.name).bind(&row.kind).bind(&row.other_kind).bind(&row.summary)
        .bind(&row.source).bind(&row.source_url).bind(&row.file_name).bind(&row.visibility).bind(&row.updated_by)
        .bind(row.updated_at).bind(super::key(search)).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Deletes a document with its content. Returns whether it was there.
pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM api_document WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn get(
    tx: &mut Tx,
    tenant: &str,
    api_id: &str,
    id: &str,
) -> Result<Option<DocumentRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, name, kind, other_kind, summary, source, source_url, file_name, visibility,
             created_by, created_at, updated_by, updated_at
         FROM api_document WHERE tenant = $1 AND api_id = $2 AND id = $3")
        .bind(tenant).bind(api_id).bind(id).fetch_optional(c).await)?)
}

/// Every document of an API, by name. They are few: `control` bounds their number.
pub async fn all(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Vec<DocumentRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, name, kind, other_kind, summary, source, source_url, file_name, visibility,
             created_by, created_at, updated_by, updated_at
         FROM api_document WHERE tenant = $1 AND api_id = $2 ORDER BY name, id")
        .bind(tenant).bind(api_id).fetch_all(c).await)?)
}
