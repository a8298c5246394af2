//! How much gateways log of an API and of its resources.

use crate::{StoreError, Tx, on};

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LogLevelRow {
    pub tenant: String,
    pub api_id: String,
    /// Empty, as `target`: the whole API.
    pub verb: String,
    pub target: String,
    /// `off`, `basic`, `standard` or `full`.
    pub level: String,
}

pub async fn put(tx: &mut Tx, row: &LogLevelRow) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_log_level (tenant, api_id, verb, target, level) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (api_id, verb, target) DO UPDATE SET level = excluded.level")
        .bind(&row.tenant).bind(&row.api_id).bind(&row.verb).bind(&row.target).bind(&row.level)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn of_api(tx: &mut Tx, tenant: &str, api_id: &str) -> Result<Vec<LogLevelRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT tenant, api_id, verb, target, level FROM api_log_level
         WHERE tenant = $1 AND api_id = $2 ORDER BY target, verb")
        .bind(tenant).bind(api_id).fetch_all(c).await)?)
}

/// A level with the base path of its API.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedLevel {
    pub api_id: String,
    pub context: String,
    /// Empty, as `target`: the whole API.
    pub verb: String,
    pub target: String,
    pub level: String,
}

/// One level for each API of a tenant, `off` where none was set, and those of its resources. Up to `limit`.
pub async fn list(tx: &mut Tx, tenant: &str, limit: i64) -> Result<Vec<ListedLevel>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT a.id AS api_id, a.full_context AS context, '' AS verb, '' AS target, COALESCE(l.level, 'off') AS level
         FROM api a LEFT JOIN api_log_level l ON l.api_id = a.id AND l.verb = '' AND l.target = ''
         WHERE a.tenant = $1
         UNION ALL
         SELECT a.id, a.full_context, l.verb, l.target, l.level
         FROM api_log_level l JOIN api a ON a.id = l.api_id
         WHERE l.tenant = $1 AND l.target <> ''
         ORDER BY 2, 4, 3 LIMIT $2")
        .bind(tenant).bind(limit).fetch_all(c).await)?)
}
