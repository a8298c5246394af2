//! Assertions of other issuers that were used, so that none is used again (RFC 7523, section 3).

use crate::{StoreError, Tx, on};

/// Notes that an assertion was used. Of any number of callers exactly one is told `true`.
pub async fn spend(tx: &mut Tx, tenant: &str, hash: &str, expires_at: i64) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "INSERT INTO used_assertion (hash, tenant, expires_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING")
        .bind(hash).bind(tenant).bind(expires_at).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Deletes up to `limit` that have expired. Returns how many.
pub async fn purge(tx: &mut Tx, now: i64, limit: i64) -> Result<u64, StoreError> {
    Ok(on!(tx, c => sqlx::query(
        "DELETE FROM used_assertion WHERE hash IN
             (SELECT hash FROM used_assertion WHERE expires_at <= $1 LIMIT $2)")
        .bind(now).bind(limit).execute(c).await.map(|d| d.rows_affected()))?)
}
