//! Finding APIs. Both portals search here; each says what its caller may see.

use sqlx::AssertSqlSafe;

use super::{ApiRow, Raw, key, select};
use crate::{StoreError, Tx, on};

/// What a text must be like, without case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Match {
    #[default]
    Anything,
    Contains(String),
    Is(String),
}

/// What to find. Conditions that are empty do not count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub name: Match,
    /// With tenant prefix and version.
    pub context: Match,
    pub version: Match,
    pub provider: Match,
    pub description: Match,
    /// Anywhere in name, context, version, provider, tags or description.
    pub text: Match,
    /// `HTTP`, ...; whole.
    pub kind: String,
    /// API products do not count.
    pub no_products: bool,
    /// Whole tags, case counts; any one of them is enough.
    pub tags: Vec<String>,
    /// Whole categories, without case; any one of them is enough.
    pub categories: Vec<String>,
    /// States such as `PUBLISHED`.
    pub states: Vec<String>,
    /// Only what these roles may see in the developer portal; without any role, only what is public.
    pub visible_to: Option<Vec<String>>,
    /// Only what these roles may work on in the publisher.
    pub workable_by: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    Name,
    Version,
    State,
    #[default]
    Created,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Order {
    pub by: Sort,
    pub ascending: bool,
}

/// Roles on a list, each between line breaks: one is on it when taking it away with its line breaks changes the list. Unlike LIKE this has no wildcards,
/// and unlike a list of parameters it is the same statement for any number of roles.
pub(super) const WHERE: &str = "WHERE a.tenant = $1
    AND ($2 = '' OR a.name_key LIKE $2 ESCAPE '\\')
    AND ($3 = '' OR LOWER(a.full_context) LIKE $3 ESCAPE '\\')
    AND ($4 = '' OR LOWER(a.version) LIKE $4 ESCAPE '\\')
    AND ($5 = '' OR LOWER(a.provider) LIKE $5 ESCAPE '\\')
    AND ($6 = '' OR LOWER(a.description) LIKE $6 ESCAPE '\\')
    AND ($7 = '' OR a.search LIKE $7 ESCAPE '\\')
    AND ($8 = '' OR a.kind = $8 OR ($8 = '-' AND a.kind <> 'APIPRODUCT'))
    AND ($9 = '' OR EXISTS (SELECT 1 FROM api_tag g WHERE g.api_id = a.id AND REPLACE($9, '\n' || g.tag || '\n', '') <> $9))
    AND ($10 = '' OR REPLACE($10, '\n' || a.state || '\n', '') <> $10)
    AND ($11 = '' OR a.visibility <> 'RESTRICTED' OR EXISTS (SELECT 1 FROM api_role r
        WHERE r.api_id = a.id AND r.purpose = 'visible' AND REPLACE($11, '\n' || r.role || '\n', '') <> $11))
    AND ($11 <> '\n\n' OR a.visibility <> 'PRIVATE')
    AND ($12 = '' OR a.access_control <> 'RESTRICTED' OR EXISTS (SELECT 1 FROM api_role r
        WHERE r.api_id = a.id AND r.purpose = 'access' AND REPLACE($12, '\n' || r.role || '\n', '') <> $12))
    AND ($13 = '' OR EXISTS (SELECT 1 FROM api_categorized k
        WHERE k.api_id = a.id AND REPLACE($13, '\n' || k.category_key || '\n', '') <> $13))";

/// A page of the APIs that match, and how many match in all.
pub async fn page(
    tx: &mut Tx,
    tenant: &str,
    filter: &Filter,
    order: Order,
    offset: i64,
    limit: i64,
) -> Result<(Vec<ApiRow>, i64), StoreError> {
    let column = match order.by {
        Sort::Name => "a.name_key",
        Sort::Version => "a.version",
        Sort::State => "a.state",
        Sort::Created => "a.created_at",
    };
    let direction = if order.ascending { "ASC" } else { "DESC" };
    let rows = format!(
        "{} {WHERE} ORDER BY {column} {direction}, a.id {direction} LIMIT $14 OFFSET $15",
        select!("")
    );
    let count = format!("SELECT COUNT(*) FROM api a {WHERE}");
    let rows: Vec<Raw> = on!(tx, c => conditions!(sqlx::query_as(AssertSqlSafe(rows)), tenant, filter)
        .bind(limit).bind(offset).fetch_all(c).await)?;
    let (total,): (i64,) = on!(tx, c => conditions!(sqlx::query_as(AssertSqlSafe(count)), tenant, filter)
        .fetch_one(c).await)?;
    let rows = rows.into_iter().map(ApiRow::try_from).collect::<Result<_, _>>()?;
    Ok((rows, total))
}

/// Tags of the APIs that match, with how many have each, by tag.
pub async fn tags(tx: &mut Tx, tenant: &str, filter: &Filter) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = format!(
        "SELECT t.tag, COUNT(*) FROM api a JOIN api_tag t ON t.api_id = a.id {WHERE}
         GROUP BY t.tag ORDER BY t.tag"
    );
    Ok(on!(tx, c => conditions!(sqlx::query_as(AssertSqlSafe(sql)), tenant, filter).fetch_all(c).await)?)
}

macro_rules! conditions {
    ($query:expr, $tenant:expr, $f:expr) => {
        $query
            .bind($tenant)
            .bind($crate::api::search::like(&$f.name))
            .bind($crate::api::search::like(&$f.context))
            .bind($crate::api::search::like(&$f.version))
            .bind($crate::api::search::like(&$f.provider))
            .bind($crate::api::search::like(&$f.description))
            .bind($crate::api::search::like(&$f.text))
            .bind($crate::api::search::kind($f).to_owned())
            .bind($crate::api::search::list(&$f.tags))
            .bind($crate::api::search::list(&$f.states))
            .bind($crate::api::search::roles($f.visible_to.as_deref()))
            .bind($crate::api::search::roles($f.workable_by.as_deref()))
            .bind($crate::api::key(&$crate::api::search::list(&$f.categories)))
    };
}
pub(super) use conditions;

/// LIKE's pattern, with its wildcards in the text taken literally; empty for anything.
pub(crate) fn like(wanted: &Match) -> String {
    match wanted {
        Match::Anything => String::new(),
        Match::Contains(text) => format!("%{}%", escaped(&key(text))),
        Match::Is(text) => escaped(&key(text)),
    }
}

/// A text as LIKE takes it literally, with `\` as the escape.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Each item between line breaks of its own, which no name has; empty for no items.
pub(super) fn list(items: &[String]) -> String {
    items.iter().flat_map(|i| ["\n", i, "\n"]).collect()
}

/// The kind asked for; `-` is any but a product, and what no API is when a product is asked for all the same.
pub(super) fn kind(filter: &Filter) -> &str {
    match (filter.no_products, filter.kind.as_str()) {
        (true, "") => "-",
        (true, "APIPRODUCT" | "-") => "NONE",
        (_, kind) => kind,
    }
}

pub(super) fn roles(roles: Option<&[String]>) -> String {
    match roles {
        None => String::new(),
        Some([]) => "\n\n".to_owned(),
        Some(roles) => key(&list(roles)),
    }
}

/// What free-text search looks at.
pub(super) fn text(row: &ApiRow) -> String {
    let c = &row.configuration;
    let description = c.description.as_deref().unwrap_or_default();
    let parts = [&c.name, &c.context, &c.version, &row.provider, &c.tags.join("\n"), description];
    key(&parts.join("\n"))
}

/// Rewrites the tags, categories and roles of an API.
pub(super) async fn index(tx: &mut Tx, row: &ApiRow) -> Result<(), StoreError> {
    for table in [
        "DELETE FROM api_tag WHERE api_id = $1",
        "DELETE FROM api_categorized WHERE api_id = $1",
        "DELETE FROM api_role WHERE api_id = $1",
    ] {
        on!(tx, c => sqlx::query(table).bind(&row.id).execute(c).await.map(drop))?;
    }
    for tag in &row.configuration.tags {
        on!(tx, c => sqlx::query(
            "INSERT INTO api_tag (tenant, api_id, tag) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(&row.tenant).bind(&row.id).bind(tag).execute(c).await.map(drop))?;
    }
    for category in &row.configuration.categories {
        on!(tx, c => sqlx::query(
            "INSERT INTO api_categorized (tenant, api_id, category_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(&row.tenant).bind(&row.id).bind(key(category)).execute(c).await.map(drop))?;
    }
    let visible = row.configuration.visible_roles.iter().map(|r| ("visible", r));
    let access = row.configuration.access_control_roles.iter().map(|r| ("access", r));
    for (purpose, role) in visible.chain(access) {
        on!(tx, c => sqlx::query(
            "INSERT INTO api_role (tenant, api_id, purpose, role) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
            .bind(&row.tenant).bind(&row.id).bind(purpose).bind(key(role)).execute(c).await.map(drop))?;
    }
    Ok(())
}
