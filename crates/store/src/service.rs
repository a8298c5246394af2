//! The service catalogue, and which APIs were made of which service.

use crate::api::key;
use crate::{StoreError, Tx, on, on_each};

/// A service without its definition.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ServiceRow {
    pub id: String,
    pub tenant: String,
    pub service_key: String,
    pub name: String,
    pub version: String,
    pub description: String,
    pub url: String,
    pub definition_type: String,
    pub security_type: String,
    pub mutual_ssl: bool,
    /// Hexadecimal.
    pub md5: String,
    /// Microseconds.
    pub created_at: i64,
    pub updated_at: i64,
    /// How many APIs were made of it; not written.
    pub usage: i64,
}

/// What a list has. Empty texts do not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// A pattern of LIKE, escaped with a backslash, in lower case.
    pub name: String,
    /// Likewise.
    pub version: String,
    /// Either of these.
    pub definition_types: [String; 2],
    /// Keys with a comma before and after each.
    pub keys: String,
    /// `name desc`, `definitionType asc`, `definitionType desc`; otherwise by name.
    pub order: &'static str,
}

/// An API that was made of a service.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct UseRow {
    pub id: String,
    pub name: String,
    pub full_context: String,
    pub version: String,
    pub provider: String,
}

/// What an API knows of the service it was made of.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LinkRow {
    pub service_id: String,
    pub service_key: String,
    pub name: String,
    pub version: String,
    /// When the API was made of it, or anew of it.
    pub md5_then: String,
    pub md5: String,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.tenant, s.service_key, s.name, s.version, s.description, s.url, s.definition_type,
                    s.security_type, s.mutual_ssl, s.md5, s.created_at, s.updated_at,
                    (SELECT COUNT(*) FROM api_service u WHERE u.service_id = s.id) AS usage
             FROM service s ",
            $rest
        )
    };
}

macro_rules! narrowed {
    ($head:literal, $position:literal, $tail:literal) => {
        concat!(
            $head,
            "WHERE s.tenant = $1 AND ($2 = '' OR s.name_key LIKE $2 ESCAPE '\\')
                 AND ($3 = '' OR lower(s.version) LIKE $3 ESCAPE '\\')
                 AND ($4 = '' OR s.definition_type = $4 OR s.definition_type = $5)
                 AND ($6 = '' OR ",
            $position,
            "($6, ',' || s.service_key || ',') > 0)",
            $tail
        )
    };
}

/// The macro that narrows takes literals only, so the head is written out once more.
macro_rules! sorted {
    ($position:literal) => {
        narrowed!(
            "SELECT s.id, s.tenant, s.service_key, s.name, s.version, s.description, s.url, s.definition_type,
                    s.security_type, s.mutual_ssl, s.md5, s.created_at, s.updated_at,
                    (SELECT COUNT(*) FROM api_service u WHERE u.service_id = s.id) AS usage
             FROM service s ",
            $position,
            " ORDER BY CASE WHEN $7 = 'definitionType asc' THEN s.definition_type END,
                 CASE WHEN $7 = 'definitionType desc' THEN s.definition_type END DESC,
                 CASE WHEN $7 = 'name desc' THEN s.name_key END DESC, s.name_key, s.version, s.id
             LIMIT $8 OFFSET $9"
        )
    };
}

const COUNT: &str = narrowed!("SELECT COUNT(*) FROM service s ", "instr", "");
const COUNT_POSTGRES: &str = narrowed!("SELECT COUNT(*) FROM service s ", "strpos", "");
const SORTED: [&str; 2] = [sorted!("instr"), sorted!("strpos")];

pub async fn insert(tx: &mut Tx, row: &ServiceRow, definition: &[u8]) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO service (id, tenant, service_key, name, name_key, version, description, url, definition_type,
             security_type, mutual_ssl, definition, md5, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
        .bind(&row.id).bind(&row.tenant).bind(&row.service_key).bind(&row.name).bind(key(&row.name))
        .bind(&row.version).bind(&row.description).bind(&row.url).bind(&row.definition_type)
        .bind(&row.security_type).bind(row.mutual_ssl).bind(definition).bind(&row.md5)
        .bind(row.created_at).bind(row.updated_at).execute(c).await.map(drop))?;
    Ok(())
}

/// Writes everything but id, tenant and time of creation. Returns whether the service exists.
pub async fn update(tx: &mut Tx, row: &ServiceRow, definition: &[u8]) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query(
        "UPDATE service SET service_key = $3, name = $4, name_key = $5, version = $6, description = $7, url = $8,
             definition_type = $9, security_type = $10, mutual_ssl = $11, definition = $12, md5 = $13,
             updated_at = $14
         WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.service_key).bind(&row.name).bind(key(&row.name))
        .bind(&row.version).bind(&row.description).bind(&row.url).bind(&row.definition_type)
        .bind(&row.security_type).bind(row.mutual_ssl).bind(definition).bind(&row.md5).bind(row.updated_at)
        .execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    let done = on!(tx, c => sqlx::query("DELETE FROM service WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn by_id(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<ServiceRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(select!("WHERE s.tenant = $1 AND s.id = $2"))
        .bind(tenant).bind(id).fetch_optional(c).await)?)
}

pub async fn by_key(tx: &mut Tx, tenant: &str, key: &str) -> Result<Option<ServiceRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(select!("WHERE s.tenant = $1 AND s.service_key = $2"))
        .bind(tenant).bind(key).fetch_optional(c).await)?)
}

pub async fn by_name(
    tx: &mut Tx,
    tenant: &str,
    name: &str,
    version: &str,
) -> Result<Option<ServiceRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(select!("WHERE s.tenant = $1 AND s.name = $2 AND s.version = $3"))
        .bind(tenant).bind(name).bind(version).fetch_optional(c).await)?)
}

pub async fn definition(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<(Vec<u8>,)> = on!(tx, c => sqlx::query_as(
        "SELECT definition FROM service WHERE tenant = $1 AND id = $2")
        .bind(tenant).bind(id).fetch_optional(c).await)?;
    Ok(row.map(|(definition,)| definition))
}

/// A page, and how many there are in all.
pub async fn page(
    tx: &mut Tx,
    tenant: &str,
    filter: &Filter,
    offset: i64,
    limit: i64,
) -> Result<(Vec<ServiceRow>, i64), StoreError> {
    let Filter { name, version, definition_types: [one, other], keys, order } = filter;
    let (total,): (i64,) = on_each!(tx, c, sql = { sqlite: COUNT, postgres: COUNT_POSTGRES } => sqlx::query_as(sql)
        .bind(tenant).bind(name).bind(version).bind(one).bind(other).bind(keys).fetch_one(c).await)?;
    let rows = on_each!(tx, c, sql = { sqlite: SORTED[0], postgres: SORTED[1] } => sqlx::query_as(sql)
        .bind(tenant).bind(name).bind(version).bind(one).bind(other).bind(keys)
        .bind(*order).bind(limit).bind(offset).fetch_all(c).await)?;
    Ok((rows, total))
}

/// APIs that were made of the service.
pub async fn uses(tx: &mut Tx, tenant: &str, id: &str) -> Result<Vec<UseRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT a.id, a.name, a.full_context, a.version, a.provider
         FROM api_service u JOIN api a ON a.id = u.api_id
         WHERE u.tenant = $1 AND u.service_id = $2 ORDER BY a.name_key, a.version")
        .bind(tenant).bind(id).fetch_all(c).await)?)
}

/// Notes what an API is made of, instead of whatever it was made of before.
pub async fn link(tx: &mut Tx, tenant: &str, api: &str, service: &str, md5: &str) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query(
        "INSERT INTO api_service (api_id, tenant, service_id, md5) VALUES ($1, $2, $3, $4)
         ON CONFLICT (api_id) DO UPDATE SET service_id = excluded.service_id, md5 = excluded.md5")
        .bind(api).bind(tenant).bind(service).bind(md5).execute(c).await.map(drop))?;
    Ok(())
}

/// What the API was made of.
pub async fn of_api(tx: &mut Tx, tenant: &str, api: &str) -> Result<Option<LinkRow>, StoreError> {
    Ok(on!(tx, c => sqlx::query_as(
        "SELECT s.id AS service_id, s.service_key, s.name, s.version, u.md5 AS md5_then, s.md5
         FROM api_service u JOIN service s ON s.id = u.service_id
         WHERE u.tenant = $1 AND u.api_id = $2")
        .bind(tenant).bind(api).fetch_optional(c).await)?)
}
