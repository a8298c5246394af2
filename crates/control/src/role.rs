//! Roles. SCIM2's groups and roles are both these: in WSO2, too, either kind gives a user what its name stands for.

mod read;
mod write;

use model::tenant::TenantDomain;
use store::Tx;
use store::role::RoleRow;

pub use write::MemberChange;

use crate::error::Error;

/// Something with an id and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub id: String,
    pub name: String,
}

impl From<RoleRow> for Named {
    fn from(row: RoleRow) -> Self {
        Self { id: row.id, name: row.name }
    }
}

/// A role and who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub id: String,
    /// E.g. `admin` or `Internal/creator`.
    pub name: String,
    /// Microseconds since the epoch.
    pub created_at: i64,
    pub updated_at: i64,
    /// Users, by name.
    pub members: Vec<Named>,
}

/// Whether the tenant has a role of that name, in any case.
pub async fn exists(tx: &mut Tx, tenant: &TenantDomain, name: &str) -> Result<bool, Error> {
    Ok(store::role::by_name(tx, tenant.as_str(), without_store(name)).await?.is_some())
}

/// A name without the user store it may be written with: the first store is all there is.
pub(crate) fn without_store(name: &str) -> &str {
    name.strip_prefix("PRIMARY/").or_else(|| name.strip_prefix("DEFAULT/")).unwrap_or(name)
}

async fn with_members(tx: &mut Tx, row: RoleRow) -> Result<Role, Error> {
    let members = store::role::members(tx, &row.tenant, &row.id).await?;
    Ok(Role {
        id: row.id,
        name: row.name,
        created_at: row.created_at,
        updated_at: row.updated_at,
        members: members.into_iter().map(|(id, name)| Named { id, name }).collect(),
    })
}

fn not_found(id: &str) -> Error {
    Error::not_found("Role", id, 404)
}
