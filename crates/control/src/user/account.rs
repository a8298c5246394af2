//! A user's account, and what may be written in one.

use model::Invalid;
use model::tenant::TenantDomain;
use model::user::{UserName, role};
use serde_json::{Map, Value};
use store::Tx;
use store::role::RoleRow;
use store::user::UserRow;

use crate::error::Error;
use crate::role::Named;

const MAX_NAME: usize = 255;
const PASSWORD: std::ops::RangeInclusive<usize> = 5..=128;

/// A user of a tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    pub id: String,
    pub user: UserName,
    pub active: bool,
    /// By name; ids and names.
    pub roles: Vec<Named>,
    /// Microseconds since the epoch.
    pub created_at: i64,
    pub updated_at: i64,
    /// SCIM2 attributes other than those above.
    pub profile: Map<String, Value>,
}

/// An account to be made.
pub struct NewAccount {
    /// Name within the tenant; the tenant may be written after it.
    pub name: String,
    pub password: String,
    pub active: bool,
    /// Ids or names; everyone is added.
    pub roles: Vec<String>,
    pub profile: Map<String, Value>,
}

/// What is to be different; `None` stays.
#[derive(Default)]
pub struct AccountChange {
    pub password: Option<String>,
    pub active: Option<bool>,
    /// All of them: what is not named is withdrawn.
    pub roles: Option<Vec<String>>,
    pub profile: Option<Map<String, Value>>,
}

pub(super) async fn from_row(tx: &mut Tx, row: UserRow) -> Result<Account, Error> {
    let roles = store::role::rows_of_user(tx, &row.tenant, &row.id).await?;
    let tenant = TenantDomain::parse(&row.tenant).map_err(Error::internal)?;
    Ok(Account {
        id: row.id,
        user: UserName::new(row.name, tenant),
        active: row.active,
        roles: roles.into_iter().map(Named::from).collect(),
        created_at: row.created_at,
        updated_at: row.updated_at,
        profile: match row.body {
            Value::Object(map) => map,
            _ => Map::new(),
        },
    })
}

pub(super) fn not_found(id: &str) -> Error {
    Error::not_found("User", id, 404)
}

/// The name within the tenant: `alice`, also written `alice@<tenant>`, `PRIMARY/alice` or `DEFAULT/alice`.
pub(crate) fn check_name(name: &str, tenant: &TenantDomain) -> Result<String, Invalid> {
    let bare = crate::role::without_store(name);
    let bare = bare.strip_suffix(tenant.as_str()).and_then(|n| n.strip_suffix('@')).unwrap_or(bare);
    let allowed = |c: char| !c.is_whitespace() && !c.is_control() && !":/\\<>\"',;`^".contains(c);
    if bare.is_empty() || bare.chars().count() > MAX_NAME || !bare.chars().all(allowed) {
        return Err(Invalid::new(
            "userName",
            format!(
                "must have 1 to {MAX_NAME} characters, without white space, control characters or any of :/\\<>\"',;`^"
            ),
        ));
    }
    Ok(bare.to_owned())
}

pub(crate) fn check_password(password: &str) -> Result<(), Invalid> {
    if PASSWORD.contains(&password.chars().count()) && !password.chars().any(char::is_control) {
        return Ok(());
    }
    Err(Invalid::new(
        "password",
        format!(
            "must have {} to {} characters, none of them a control character",
            PASSWORD.start(),
            PASSWORD.end()
        ),
    ))
}

/// The tenant's roles by id or name, everyone included, each once.
pub(super) async fn resolve_roles(
    tx: &mut Tx,
    tenant: &TenantDomain,
    wanted: &[String],
) -> Result<Vec<RoleRow>, Error> {
    let mut found: Vec<RoleRow> = Vec::new();
    for text in wanted.iter().map(String::as_str).chain([role::EVERYONE]) {
        let row = match store::role::by_id(tx, tenant.as_str(), text).await? {
            Some(row) => Some(row),
            None => store::role::by_name(tx, tenant.as_str(), crate::role::without_store(text)).await?,
        };
        let row = row.ok_or_else(|| Error::invalid("roles", format!("the role {text} does not exist")))?;
        if !found.iter().any(|r| r.id == row.id) {
            found.push(row);
        }
    }
    Ok(found)
}
