//! The catalog's documents and the outbox that announces their changes (ARCHITECTURE.md, invariant 1).

pub mod outbox;

use model::Timestamp;
use model::catalog::{Document, Key, Kind};
use serde_json::Value;

use crate::{StoreError, Tx, on};

/// Writes a document (or, with `body: None`, its removal) and announces it, in the caller's transaction.
/// Returns the document's new version. Empty `environments` means all.
pub async fn put(
    tx: &mut Tx,
    key: &Key,
    environments: &[String],
    body: Option<&Value>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let (kind, tenant, id) = (key.kind.as_str(), key.tenant.as_str(), key.id.as_str());
    let environments = Value::from(environments.to_vec()).to_string();
    // The row first: whoever has it locked takes the next number, so numbers rise per document in the order of commits.
    on!(tx, c => sqlx::query(
        "INSERT INTO catalog_document (kind, tenant, id, environments, version, body) VALUES ($1, $2, $3, $4, 0, $5)
         ON CONFLICT (kind, tenant, id) DO UPDATE SET environments = excluded.environments, body = excluded.body")
        .bind(kind).bind(tenant).bind(id).bind(environments).bind(body.map(Value::to_string))
        .execute(c).await.map(drop))?;
    let (seq,): (i64,) = on!(tx, c => sqlx::query_as(
        "INSERT INTO outbox (kind, tenant, id, at) VALUES ($1, $2, $3, $4) RETURNING seq")
        .bind(kind).bind(tenant).bind(id).bind(now.0).fetch_one(c).await)?;
    on!(tx, c => sqlx::query(
        "UPDATE catalog_document SET version = $4 WHERE kind = $1 AND tenant = $2 AND id = $3")
        .bind(kind).bind(tenant).bind(id).bind(seq).execute(c).await.map(drop))?;
    tx.touch_catalog();
    Ok(u64::try_from(seq).unwrap_or(0))
}

/// The version of a document, of its removal too; `None` when there never was one.
pub async fn version(tx: &mut Tx, key: &Key) -> Result<Option<u64>, StoreError> {
    let row: Option<(i64,)> = on!(tx, c => sqlx::query_as(
        "SELECT version FROM catalog_document WHERE kind = $1 AND tenant = $2 AND id = $3")
        .bind(key.kind.as_str()).bind(&key.tenant).bind(&key.id).fetch_optional(c).await)?;
    Ok(row.map(|(version,)| u64::try_from(version).unwrap_or(0)))
}

/// Every document after version `after` in version order, removals included: what a hub is rebuilt from. Up to
/// `limit`, and beyond it those that share the last one's version, so that none is left out between two pages.
pub async fn page(tx: &mut Tx, after: u64, limit: i64) -> Result<Vec<Document>, StoreError> {
    let rows: Vec<(String, String, String, String, i64, Option<String>)> = on!(tx, c => sqlx::query_as(
        "SELECT kind, tenant, id, environments, version, body FROM catalog_document
         WHERE version > $1 AND version <=
             (SELECT MAX(version) FROM (SELECT version FROM catalog_document WHERE version > $1
                                        ORDER BY version LIMIT $2) up_to)
         ORDER BY version, kind, tenant, id")
        .bind(i64::try_from(after).unwrap_or(i64::MAX)).bind(limit).fetch_all(c).await)?;
    rows.into_iter().map(|r| document(r.0, r.1, r.2, &r.3, r.4, r.5)).collect()
}

/// The documents of a kind, without removals, by tenant and id; `tenant: None` is all. Up to `limit`.
pub async fn of_kind(
    tx: &mut Tx,
    kind: Kind,
    tenant: Option<&str>,
    limit: i64,
) -> Result<Vec<Document>, StoreError> {
    let rows: Vec<(String, String, String, String, i64, Option<String>)> = on!(tx, c => sqlx::query_as(
        "SELECT kind, tenant, id, environments, version, body FROM catalog_document
         WHERE kind = $1 AND body IS NOT NULL AND ($2 = '' OR tenant = $2) ORDER BY tenant, id LIMIT $3")
        .bind(kind.as_str()).bind(tenant.unwrap_or_default()).bind(limit).fetch_all(c).await)?;
    rows.into_iter().map(|r| document(r.0, r.1, r.2, &r.3, r.4, r.5)).collect()
}

fn document(
    kind: String,
    tenant: String,
    id: String,
    environments: &str,
    version: i64,
    body: Option<String>,
) -> Result<Document, StoreError> {
    let bad = |reason: String| StoreError::inconsistent("catalog_document", reason);
    Ok(Document {
        key: Key { kind: Kind::parse(&kind).ok_or_else(|| bad(format!("unknown kind {kind}")))?, tenant, id },
        environments: serde_json::from_str(environments).map_err(|e| bad(e.to_string()))?,
        version: u64::try_from(version).map_err(|e| bad(e.to_string()))?,
        body: body.map(|b| serde_json::from_str(&b)).transpose().map_err(|e| bad(e.to_string()))?,
    })
}
