//! Texts and files of documents.

use crate::{StoreError, Tx, on};

pub async fn put_content(
    tx: &mut Tx,
    tenant: &str,
    document_id: &str,
    content: &[u8],
) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_document_content (document_id, tenant, content) VALUES ($1, $2, $3)
         ON CONFLICT (document_id) DO UPDATE SET content = excluded.content")
        .bind(document_id).bind(tenant).bind(content).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn get_content(
    tx: &mut Tx,
    tenant: &str,
    document_id: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<(Vec<u8>,)> = on!(tx, c => sqlx::query_as(
        "SELECT content FROM api_document_content WHERE document_id = $1 AND tenant = $2")
        .bind(document_id).bind(tenant).fetch_optional(c).await)?;
    Ok(row.map(|(content,)| content))
}

pub async fn delete_content(tx: &mut Tx, tenant: &str, document_id: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("DELETE FROM api_document_content WHERE document_id = $1 AND tenant = $2")
        .bind(document_id).bind(tenant).execute(c).await.map(drop))?;
    Ok(())
}

/// Gives the document `to` what `from` has: content, and what searches look at.
pub async fn copy_content(tx: &mut Tx, tenant: &str, from: &str, to: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_document_content (document_id, tenant, content)
         SELECT $1, tenant, content FROM api_document_content WHERE document_id = $2 AND tenant = $3")
        .bind(to).bind(from).bind(tenant).execute(c).await.map(drop))?;
    on!(tx, c => sqlx::query(
        "UPDATE api_document SET search = (SELECT f.search FROM api_document f WHERE f.id = $2)
         WHERE id = $1 AND tenant = $3")
        .bind(to).bind(from).bind(tenant).execute(c).await.map(drop))?;
    Ok(())
}
