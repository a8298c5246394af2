//! Revisions of APIs: immutable snapshots that can be deployed.

pub mod ack;
pub mod deployment;

use model::api::ApiConfiguration;

use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq)]
pub struct RevisionRow {
    pub id: String,
    pub tenant: String,
    pub api_id: String,
    /// Counts up per API; never given twice.
    pub number: i64,
    pub description: String,
    pub created_by: String,
    pub created_at: i64,
    /// As it was when the revision was made; secrets in it are sealed.
    pub configuration: ApiConfiguration,
}

#[derive(sqlx::FromRow)]
struct Raw {
    id: String,
    tenant: String,
    api_id: String,
    number: i64,
    description: String,
    created_by: String,
    created_at: i64,
    body: String,
}

impl TryFrom<Raw> for RevisionRow {
    type Error = StoreError;
    fn try_from(raw: Raw) -> Result<Self, StoreError> {
        Ok(Self {
            configuration: serde_json::from_str(&raw.body)
                .map_err(|e| StoreError::inconsistent("api_revision", e))?,
            id: raw.id,
            tenant: raw.tenant,
            api_id: raw.api_id,
            number: raw.number,
            description: raw.description,
            created_by: raw.created_by,
            created_at: raw.created_at,
        })
    }
}

pub async fn insert(tx: &mut Tx, row: &RevisionRow, definition: &str) -> Result<(), StoreError> {
    let body =
        serde_json::to_string(&row.configuration).map_err(|e| StoreError::inconsistent("api_revision", e))?;
    on!(tx, c => sqlx::query(
        "INSERT INTO api_revision (id, tenant, api_id, number, description, created_by, created_at, body, definition)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(&row.id).bind(&row.tenant).bind(&row.api_id).bind(row.number).bind(&row.description)
        .bind(&row.created_by).bind(row.created_at).bind(body).bind(definition)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// The revisions of an API, oldest first.
pub async fn list(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Vec<RevisionRow>, StoreError> {
    let rows: Vec<Raw> = on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, number, description, created_by, created_at, body FROM api_revision
         WHERE tenant = $1 AND api_id = $2 ORDER BY number")
        .bind(tenant).bind(api_id).fetch_all(c).await)?;
    rows.into_iter().map(RevisionRow::try_from).collect()
}

/// A revision by its own id, whichever API of the tenant it belongs to.
pub async fn get(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<RevisionRow>, StoreError> {
    let raw: Option<Raw> = on!(tx, c => sqlx::query_as(
        "SELECT id, tenant, api_id, number, description, created_by, created_at, body FROM api_revision
         WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?;
    raw.map(RevisionRow::try_from).transpose()
}

/// The definition as it was when the revision was made.
pub async fn definition(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT definition FROM api_revision WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?;
    Ok(row.map(|(text,)| text))
}

/// Fails with [`StoreError::Reference`] while it is deployed. Returns whether it was there.
pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM api_revision WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}
