//! Access tokens that are revoked, one by one or by client and user; with the catalog documents that tell gateways.

use model::Timestamp;
use model::catalog::{Key, Kind, RevokedSubject, RevokedToken};
use serde_json::json;

use crate::{StoreError, Tx, catalog, on};

/// Revokes one access token. Again is fine.
pub async fn put_token(
    tx: &mut Tx,
    tenant: &str,
    jti: &str,
    expires_at: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let done = on!(tx, c => sqlx::query(
        "INSERT INTO revoked_token (jti, tenant, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(jti).bind(tenant).bind(expires_at).execute(c).await.map(|d| d.rows_affected()))?;
    if done == 1 {
        let key = Key { kind: Kind::RevokedToken, tenant: tenant.to_owned(), id: jti.to_owned() };
        catalog::put(tx, &key, &[], Some(&json!(RevokedToken { expires_at })), now).await?;
    }
    Ok(())
}

/// Revokes every access token of a client or user issued before a second.
pub async fn put_subject(
    tx: &mut Tx,
    tenant: &str,
    revoked: &RevokedSubject,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (issued_before, expires_at): (i64, i64) = on!(tx, c => sqlx::query_as(
        "INSERT INTO revoked_subject (kind, subject, tenant, issued_before, expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (kind, subject) DO UPDATE SET
             issued_before = CASE WHEN excluded.issued_before > revoked_subject.issued_before
                 THEN excluded.issued_before ELSE revoked_subject.issued_before END,
             expires_at = CASE WHEN excluded.expires_at > revoked_subject.expires_at
                 THEN excluded.expires_at ELSE revoked_subject.expires_at END
         RETURNING issued_before, expires_at")
        .bind(&revoked.subject_kind).bind(&revoked.subject).bind(tenant).bind(revoked.issued_before)
        .bind(revoked.expires_at).fetch_one(c).await)?;
    // What holds may be more than what was asked for now.
    let holds = RevokedSubject { issued_before, expires_at, ..revoked.clone() };
    let key = subject_key(tenant, &holds.subject_kind, &holds.subject);
    catalog::put(tx, &key, &[], Some(&json!(holds)), now).await?;
    Ok(())
}

/// Whether a token is revoked by its id, its client or its subject.
pub async fn is_revoked(
    tx: &mut Tx,
    jti: &str,
    client_id: &str,
    subject: &str,
    issued_at: i64,
) -> Result<bool, StoreError> {
    let (revoked,): (bool,) = on!(tx, c => sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM revoked_token WHERE jti = $1)
             OR EXISTS (SELECT 1 FROM revoked_subject WHERE kind = 'client' AND subject = $2 AND issued_before > $4)
             OR EXISTS (SELECT 1 FROM revoked_subject WHERE kind = 'user' AND subject = $3 AND issued_before > $4)")
        .bind(jti).bind(client_id).bind(subject).bind(issued_at).fetch_one(c).await)?;
    Ok(revoked)
}

/// Tokens of this subject are good only if issued at this second or later.
pub async fn issued_before(tx: &mut Tx, kind: &str, subject: &str) -> Result<Option<i64>, StoreError> {
    let row: Option<(i64,)> = on!(tx, c => sqlx::query_as(
        "SELECT issued_before FROM revoked_subject WHERE kind = $1 AND subject = $2")
        .bind(kind).bind(subject).fetch_optional(c).await)?;
    Ok(row.map(|(second,)| second))
}

/// Forgets up to `limit` revocations of tokens that have expired, with their documents. Returns how many.
pub async fn purge(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<usize, StoreError> {
    let tokens: Vec<(String, String)> = on!(tx, c => sqlx::query_as(
        "DELETE FROM revoked_token WHERE jti IN
             (SELECT jti FROM revoked_token WHERE expires_at <= $1 LIMIT $2) RETURNING tenant, jti")
        .bind(now.secs()).bind(limit).fetch_all(c).await)?;
    let subjects: Vec<(String, String, String)> = on!(tx, c => sqlx::query_as(
        "DELETE FROM revoked_subject WHERE expires_at <= $1 RETURNING tenant, kind, subject")
        .bind(now.secs()).fetch_all(c).await)?;
    let count = tokens.len() + subjects.len();
    for (tenant, jti) in tokens {
        let key = Key { kind: Kind::RevokedToken, tenant, id: jti };
        catalog::put(tx, &key, &[], None, now).await?;
    }
    for (tenant, kind, subject) in subjects {
        catalog::put(tx, &subject_key(&tenant, &kind, &subject), &[], None, now).await?;
    }
    Ok(count)
}

/// Removals of revocations that have been announced need not be kept: gateways go by the expiry.
pub async fn purge_removals(tx: &mut Tx) -> Result<u64, StoreError> {
    Ok(on!(tx, c => sqlx::query(
        "DELETE FROM catalog_document
         WHERE body IS NULL AND kind IN ('revoked_token', 'revoked_subject')
           AND version NOT IN (SELECT seq FROM outbox)")
        .execute(c).await.map(|d| d.rows_affected()))?)
}

fn subject_key(tenant: &str, kind: &str, subject: &str) -> Key {
    Key { kind: Kind::RevokedSubject, tenant: tenant.to_owned(), id: format!("{kind}.{subject}") }
}
