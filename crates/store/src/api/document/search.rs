//! Finding documents, of those APIs that the searcher may see.

use sqlx::AssertSqlSafe;

use super::{DocumentRow, Reader};
use crate::api::search::{Filter, Match, WHERE, conditions, like};
use crate::{StoreError, Tx, on};

/// A document, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Found {
    #[sqlx(flatten)]
    pub document: DocumentRow,
    pub api_name: String,
    pub api_version: String,
    pub api_provider: String,
}

const COLUMNS: &str =
    "d.id, d.tenant, d.api_id, d.name, d.kind, d.other_kind, d.summary, d.source, d.source_url,
    d.file_name, d.visibility, d.created_by, d.created_at, d.updated_by, d.updated_at,
    a.name AS api_name, a.version AS api_version, a.provider AS api_provider";

const OF_THEM: &str = "AND d.search LIKE $14 ESCAPE '\\'
    AND (d.visibility = 'API_LEVEL' OR $16 = 'all' OR d.created_by = $15
        OR (d.visibility = 'PRIVATE' AND $15 <> ''))";

/// A page of the documents in which `text` occurs and that belong to APIs which match, by name, and how many there are.
pub async fn search(
    tx: &mut Tx,
    tenant: &str,
    filter: &Filter,
    text: &str,
    reader: &Reader,
    offset: i64,
    limit: i64,
) -> Result<(Vec<Found>, i64), StoreError> {
    let from = format!("FROM api a JOIN api_document d ON d.api_id = a.id {WHERE} {OF_THEM}");
    let rows = format!("SELECT {COLUMNS} {from} ORDER BY d.name, d.id LIMIT $17 OFFSET $18");
    let count = format!("SELECT COUNT(*) {from}");
    let text = &like(&Match::Contains(text.to_owned()));
    let user = reader.user.as_deref().unwrap_or_default();
    let all = if reader.all { "all" } else { "" };
    let rows = on!(tx, c => conditions!(sqlx::query_as(AssertSqlSafe(rows)), tenant, filter)
        .bind(text).bind(user).bind(all).bind(limit).bind(offset).fetch_all(c).await)?;
    let (total,): (i64,) = on!(tx, c => conditions!(sqlx::query_as(AssertSqlSafe(count)), tenant, filter)
        .bind(text).bind(user).bind(all).fetch_one(c).await)?;
    Ok((rows, total))
}
