//! Announced changes on their way to the hub. Any process may relay them; one at a time does.
//!
//! Numbers of the outbox follow the order in which changes were made, not that of their commits: a lower number may
//! appear after a higher one is gone. So a relay forgets exactly what it has published, and nothing by comparison.

use model::catalog::{Document, Kind};

use super::document;
use crate::engine::Engine;
use crate::{Store, StoreError, Tx, on_each};

/// Changes that only this relay publishes, until it is done with them or drops them.
pub struct Batch {
    store: Store,
    seqs: Vec<i64>,
    documents: Vec<Document>,
    /// What keeps other relays away. `None` where one process has the database: its only writer is not held while the
    /// hub takes its time.
    lease: Option<Tx>,
}

/// seq, kind, tenant, id, environments, version, body
type Waiting = (i64, String, String, String, String, i64, Option<String>);

/// Up to `limit` changes that wait, oldest first, as the documents are now. `None` when nothing waits or another
/// process relays.
pub async fn next(store: &Store, limit: i64) -> Result<Option<Batch>, StoreError> {
    next_of(store, &Kind::ALL, limit).await
}

/// The same of some kinds alone, for a relay that may not publish the others.
pub async fn next_of(store: &Store, kinds: &[Kind], limit: i64) -> Result<Option<Batch>, StoreError> {
    let (waiting, lease) = match &store.engine {
        #[cfg(feature = "sqlite")]
        Engine::Sqlite(_) => (waiting(&mut store.read().await?, kinds, limit).await?, None),
        #[cfg(feature = "postgres")]
        Engine::Postgres(_) => {
            let mut lease = store.begin_concurrent().await?;
            if !lease.try_relay().await? {
                lease.commit().await?;
                return Ok(None);
            }
            (waiting(&mut lease, kinds, limit).await?, Some(lease))
        }
    };
    if waiting.is_empty() {
        if let Some(lease) = lease {
            // Ended before the answer: whoever asks next must not find it taken.
            lease.commit().await?;
        }
        return Ok(None);
    }
    let (seqs, documents) = waiting.into_iter().unzip();
    Ok(Some(Batch { store: store.clone(), seqs, documents, lease }))
}

async fn waiting(tx: &mut Tx, kinds: &[Kind], limit: i64) -> Result<Vec<(i64, Document)>, StoreError> {
    let kinds = kinds.iter().map(|k| k.as_str()).collect::<serde_json::Value>().to_string();
    let rows: Vec<Waiting> = on_each!(tx, c, sql = {
        sqlite: "SELECT o.seq, d.kind, d.tenant, d.id, d.environments, d.version, d.body
                 FROM outbox o JOIN catalog_document d ON d.kind = o.kind AND d.tenant = o.tenant AND d.id = o.id
                 WHERE o.kind IN (SELECT value FROM json_each($2)) ORDER BY o.seq LIMIT $1",
        postgres: "SELECT o.seq, d.kind, d.tenant, d.id, d.environments, d.version, d.body
                   FROM outbox o JOIN catalog_document d ON d.kind = o.kind AND d.tenant = o.tenant AND d.id = o.id
                   WHERE o.kind IN (SELECT json_array_elements_text(CAST($2 AS JSON))) ORDER BY o.seq LIMIT $1"
    } => sqlx::query_as(sql).bind(limit).bind(kinds).fetch_all(c).await)?;
    rows.into_iter().map(|r| Ok((r.0, document(r.1, r.2, r.3, &r.4, r.5, r.6)?))).collect()
}

impl Batch {
    /// To be published in this order. The same document may occur again.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// Forgets these announcements, and only these: they have been published. Returns how many there were.
    pub async fn published(self) -> Result<usize, StoreError> {
        let mut tx = match self.lease {
            Some(tx) => tx,
            None => self.store.begin().await?,
        };
        let seqs = serde_json::Value::from(self.seqs.as_slice()).to_string();
        on_each!(&mut tx, c, sql = {
            sqlite: "DELETE FROM outbox WHERE seq IN (SELECT value FROM json_each($1))",
            postgres: "DELETE FROM outbox
                       WHERE seq IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS JSON)))"
        } => sqlx::query(sql).bind(seqs).execute(c).await.map(drop))?;
        tx.commit().await?;
        Ok(self.seqs.len())
    }
}
