//! APIs: the working copy that publishers edit, with what searches need beside it.

pub mod comment;
pub mod definition;
pub mod document;
pub mod lifecycle;
pub mod product;
pub mod rating;
pub mod search;
pub mod thumbnail;

use model::api::ApiConfiguration;
use model::lifecycle::State;

use crate::{StoreError, Tx, on};

/// An API. `configuration` is what its publisher edits; secrets in it are sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiRow {
    pub id: String,
    pub tenant: String,
    /// Owner as shown to others, e.g. `alice`, `alice@a.com`.
    pub provider: String,
    /// Base path in the gateway, with tenant prefix and version.
    pub full_context: String,
    pub state: State,
    pub is_default: bool,
    pub has_thumbnail: bool,
    /// Average of what users gave it, 1 to 5; 0 when nobody has. Written by [`rating`].
    pub rating: f64,
    /// Number of the newest revision there ever was.
    pub last_revision: i64,
    /// Microseconds.
    pub created_at: i64,
    pub updated_at: i64,
    pub configuration: ApiConfiguration,
}

/// Lower case, as names and roles are compared.
pub fn key(text: &str) -> String {
    text.to_lowercase()
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.tenant, a.provider, a.full_context, a.state, a.is_default, a.last_revision,
                    a.created_at, a.updated_at, a.body,
                    EXISTS (SELECT 1 FROM api_thumbnail t WHERE t.api_id = a.id) AS has_thumbnail,
                    CAST((SELECT COALESCE(AVG(r.rating), 0.0) FROM api_rating r WHERE r.api_id = a.id)
                        AS DOUBLE PRECISION) AS rating
             FROM api a ",
            $rest
        )
    };
}
pub(crate) use select;

#[derive(sqlx::FromRow)]
pub(crate) struct Raw {
    id: String,
    tenant: String,
    provider: String,
    full_context: String,
    state: String,
    is_default: bool,
    has_thumbnail: bool,
    rating: f64,
    last_revision: i64,
    created_at: i64,
    updated_at: i64,
    body: String,
}

impl TryFrom<Raw> for ApiRow {
    type Error = StoreError;
    fn try_from(raw: Raw) -> Result<Self, StoreError> {
        let mut configuration: ApiConfiguration =
            serde_json::from_str(&raw.body).map_err(|e| StoreError::inconsistent("api", e))?;
        configuration.is_default_version = raw.is_default;
        let state = State::parse(&raw.state)
            .ok_or_else(|| StoreError::inconsistent("api", format!("unknown state {}", raw.state)))?;
        Ok(Self {
            id: raw.id,
            tenant: raw.tenant,
            provider: raw.provider,
            full_context: raw.full_context,
            state,
            is_default: raw.is_default,
            has_thumbnail: raw.has_thumbnail,
            rating: raw.rating,
            last_revision: raw.last_revision,
            created_at: raw.created_at,
            updated_at: raw.updated_at,
            configuration,
        })
    }
}

pub async fn insert(tx: &mut Tx, row: &ApiRow) -> Result<(), StoreError> {
    let c = &row.configuration;
    let body = encode(c)?;
    on!(tx, x => sqlx::query(
        "INSERT INTO api (id, tenant, provider, name, name_key, version, context, full_context, kind, state,
             is_default, visibility, access_control, description, search, last_revision, created_at, updated_at, body)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)")
        .bind(&row.id).bind(&row.tenant).bind(&row.provider).bind(&c.name).bind(key(&c.name)).bind(&c.version)
        .bind(&c.context).bind(&row.full_context).bind(&c.kind).bind(row.state.as_str()).bind(row.is_default)
        .bind(&c.visibility).bind(&c.access_control).bind(c.description.as_deref().unwrap_or_default())
        .bind(search::text(row)).bind(row.last_revision).bind(row.created_at).bind(row.updated_at).bind(body)
        .execute(x).await.map(drop))?;
    search::index(tx, row).await?;
    product::index(tx, row).await
}

/// Writes everything that may change but state, thumbnail and definition. Name, version and context never change.
/// Returns whether the API exists.
pub async fn update(tx: &mut Tx, row: &ApiRow) -> Result<bool, StoreError> {
    let c = &row.configuration;
    let body = encode(c)?;
    let done = on!(tx, x => sqlx::query(
        "UPDATE api SET provider = $3, kind = $4, is_default = $5, visibility = $6, access_control = $7,
             description = $8, search = $9, last_revision = $10, updated_at = $11, body = $12
         WHERE id = $1 AND tenant = $2")
        .bind(&row.id).bind(&row.tenant).bind(&row.provider).bind(&c.kind).bind(row.is_default)
        .bind(&c.visibility).bind(&c.access_control).bind(c.description.as_deref().unwrap_or_default())
        .bind(search::text(row)).bind(row.last_revision).bind(row.updated_at).bind(body)
        .execute(x).await.map(|d| d.rows_affected()))?;
    if done == 1 {
        search::index(tx, row).await?;
        product::index(tx, row).await?;
    }
    Ok(done == 1)
}

fn encode(configuration: &ApiConfiguration) -> Result<String, StoreError> {
    serde_json::to_string(configuration).map_err(|e| StoreError::inconsistent("api", e))
}

pub async fn set_state(tx: &mut Tx, tenant: &str, id: &str, state: State, at: i64) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("UPDATE api SET state = $3, updated_at = $4 WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).bind(state.as_str()).bind(at).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn set_default(tx: &mut Tx, tenant: &str, id: &str, is_default: bool) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("UPDATE api SET is_default = $3 WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).bind(is_default).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn set_last_revision(tx: &mut Tx, tenant: &str, id: &str, number: i64) -> Result<(), StoreError> {
    on!(tx, c => sqlx::query("UPDATE api SET last_revision = $3 WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).bind(number).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes an API with its definition, thumbnail, revisions, deployments and history. Subscriptions and catalog
/// documents are the caller's. Returns whether it was there.
pub async fn delete(tx: &mut Tx, tenant: &str, id: &str) -> Result<bool, StoreError> {
    on!(tx, c => sqlx::query("DELETE FROM api_deployment WHERE api_id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(drop))?;
    let done = on!(tx, c => sqlx::query("DELETE FROM api WHERE id = $1 AND tenant = $2")
        .bind(id).bind(tenant).execute(c).await.map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

pub async fn get(tx: &mut Tx, tenant: &str, id: &str) -> Result<Option<ApiRow>, StoreError> {
    let raw: Option<Raw> = on!(tx, c => sqlx::query_as(select!("WHERE a.tenant = $1 AND a.id = $2"))
        .bind(tenant).bind(id).fetch_optional(c).await)?;
    raw.map(ApiRow::try_from).transpose()
}

/// Every version of an API, oldest first. `name` in any case.
pub async fn versions(tx: &mut Tx, tenant: &str, name: &str) -> Result<Vec<ApiRow>, StoreError> {
    let rows: Vec<Raw> = on!(tx, c => sqlx::query_as(
        select!("WHERE a.tenant = $1 AND a.name_key = $2 ORDER BY a.created_at, a.id"))
        .bind(tenant).bind(key(name)).fetch_all(c).await)?;
    rows.into_iter().map(ApiRow::try_from).collect()
}

/// Names of the APIs with this context, as configured.
pub async fn names_with_context(tx: &mut Tx, tenant: &str, context: &str) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT DISTINCT name FROM api WHERE tenant = $1 AND LOWER(context) = $2")
        .bind(tenant).bind(key(context)).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Name of the API that is served at this base path, whatever its letters' case.
pub async fn name_at(tx: &mut Tx, tenant: &str, full_context: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT name FROM api WHERE tenant = $1 AND LOWER(full_context) = $2")
        .bind(tenant).bind(key(full_context)).fetch_optional(c).await)?;
    Ok(row.map(|(name,)| name))
}

/// Tenant of an API, for messages from gateways, which name the API only.
pub async fn tenant_of(tx: &mut Tx, id: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT tenant FROM api WHERE id = $1")
        .bind(id).fetch_optional(c).await)?;
    Ok(row.map(|(tenant,)| tenant))
}
