//! The catalog's documents and the outbox that announces their changes (architecture.md, invariant 1).

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
    let (seq,): (i64,) = on!(tx, c => sqlx::query_as(
        "INSERT INTO outbox (kind, tenant, id, at) VALUES ($1, $2, $3, $4) RETURNING seq")
        .bind(kind).bind(tenant).bind(id).bind(now.0).fetch_one(c).await)?;
    let environments = Value::from(environments.to_vec()).to_string();
    on!(tx, c => sqlx::query(
        "INSERT INTO catalog_document (kind, tenant, id, environments, version, body) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (kind, tenant, id) DO UPDATE SET
             environments = excluded.environments, version = excluded.version, body = excluded.body")
        .bind(kind).bind(tenant).bind(id).bind(environments).bind(seq).bind(body.map(Value::to_string))
        .execute(c).await)?;
    tx.touch_catalog();
    Ok(u64::try_from(seq).unwrap_or(0))
}

/// seq, kind, tenant, id, environments, version, body
type Waiting = (i64, String, String, String, String, i64, Option<String>);

/// Up to `limit` announced changes that are not marked yet, oldest first: their sequence numbers and the
/// documents as they are now.
pub async fn unpublished(tx: &mut Tx, limit: i64) -> Result<Vec<(i64, Document)>, StoreError> {
    let rows: Vec<Waiting> = on!(tx, c => sqlx::query_as(
        "SELECT o.seq, d.kind, d.tenant, d.id, d.environments, d.version, d.body
         FROM outbox o JOIN catalog_document d ON d.kind = o.kind AND d.tenant = o.tenant AND d.id = o.id
         ORDER BY o.seq LIMIT $1")
        .bind(limit).fetch_all(c).await)?;
    rows.into_iter().map(|r| Ok((r.0, document(r.1, r.2, r.3, &r.4, r.5, r.6)?))).collect()
}

/// Forgets the announcements up to and including `seq`: they have been published.
pub async fn mark_published(tx: &mut Tx, seq: i64) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("DELETE FROM outbox WHERE seq <= $1").bind(seq).execute(c).await)?;
    Ok(())
}

/// Every document after `after` in version order, removals included, up to `limit`: what a hub is rebuilt from.
pub async fn page(tx: &mut Tx, after: u64, limit: i64) -> Result<Vec<Document>, StoreError> {
    let rows: Vec<(String, String, String, String, i64, Option<String>)> = on!(tx, c => sqlx::query_as(
        "SELECT kind, tenant, id, environments, version, body FROM catalog_document
         WHERE version > $1 ORDER BY version LIMIT $2")
        .bind(i64::try_from(after).unwrap_or(i64::MAX)).bind(limit).fetch_all(c).await)?;
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
