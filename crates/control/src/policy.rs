//! Throttling policies: what publishers and developers may choose, and what gateways count.

pub mod built_in;
pub(crate) mod check;
mod in_use;
mod read;
pub mod terms;
mod write;

use model::catalog::{Key, Kind};
use model::policy::{PolicyLevel, ThrottlePolicy};
use model::tenant::TenantDomain;
use serde_json::Value;
use store::policy::PolicyRow;
use store::{StoreError, Tx};

pub use terms::{
    Amount, Attribute, Burst, CustomRule, DataUnit, Group, Monetization, Permission, Permissions, Plan,
    Quota, Terms,
};

use crate::error::Error;
use crate::{Caller, Control};

/// WSO2's code for a name that is no policy.
pub const INVALID_TIER: u32 = 900_305;

/// A policy of a tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    pub id: String,
    pub level: PolicyLevel,
    /// Unique within tenant and level; how everything else refers to the policy.
    pub name: String,
    pub display_name: String,
    pub description: String,
    pub terms: Terms,
}

/// A policy to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub level: PolicyLevel,
    pub name: String,
    pub display_name: String,
    pub description: String,
    pub terms: Terms,
}

impl Draft {
    fn with_id(self, id: String) -> Policy {
        let display_name = if self.display_name.is_empty() { self.name.clone() } else { self.display_name };
        Policy {
            id,
            level: self.level,
            name: self.name,
            display_name,
            description: self.description,
            terms: self.terms,
        }
    }
}

impl Policy {
    /// May somebody with these roles choose this policy?
    pub fn permits(&self, roles: &[String]) -> bool {
        self.terms.plan.as_ref().is_none_or(|p| p.permissions.admit(roles))
    }

    /// The policy as run-time roles need it.
    pub fn run_time(&self) -> ThrottlePolicy {
        self.terms.run_time(self.level, &self.name)
    }

    fn from_row(row: PolicyRow) -> Result<Self, Error> {
        let bad = |reason: String| StoreError::inconsistent("throttle_policy", reason);
        let level = PolicyLevel::parse(&row.level)
            .ok_or_else(|| bad(format!("{}: unknown level {}", row.id, row.level)))?;
        let terms = serde_json::from_value(row.body).map_err(|e| bad(format!("{}: {e}", row.id)))?;
        Ok(Self {
            id: row.id,
            level,
            name: row.name,
            display_name: row.display_name,
            description: row.description,
            terms,
        })
    }

    fn catalog_key(&self, tenant: &TenantDomain) -> Key {
        Key {
            kind: Kind::Policy,
            tenant: tenant.to_string(),
            id: format!("{}.{}", self.level.as_str(), self.name),
        }
    }
}

/// Every policy of a level, by name.
pub async fn list(tx: &mut Tx, tenant: &TenantDomain, level: PolicyLevel) -> Result<Vec<Policy>, Error> {
    let rows = store::policy::list(tx, tenant.as_str(), level.as_str()).await?;
    rows.into_iter().map(Policy::from_row).collect()
}

/// The policy of that name.
pub async fn get(
    tx: &mut Tx,
    tenant: &TenantDomain,
    level: PolicyLevel,
    name: &str,
) -> Result<Option<Policy>, Error> {
    let row = store::policy::by_name(tx, tenant.as_str(), level.as_str(), name).await?;
    row.map(Policy::from_row).transpose()
}

async fn by_id(tx: &mut Tx, tenant: &TenantDomain, level: PolicyLevel, id: &str) -> Result<Policy, Error> {
    let row = store::policy::by_id(tx, tenant.as_str(), level.as_str(), id).await?;
    row.map(Policy::from_row).transpose()?.ok_or_else(|| not_found(id))
}

fn not_found(id: &str) -> Error {
    Error::not_found("Throttling policy", id, 404)
}

/// Custom rules count across tenants, so they belong to the super tenant.
fn require_level(caller: &Caller, level: PolicyLevel) -> Result<(), Error> {
    if level == PolicyLevel::Custom && !caller.tenant().is_super() {
        return Err(Error::forbidden(
            "You are not allowed to access custom rules: they belong to the super tenant",
        ));
    }
    Ok(())
}

impl Control {
    /// Stores a new policy and announces it, in the caller's transaction.
    pub(crate) async fn insert_policy(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        policy: &Policy,
    ) -> Result<(), Error> {
        let row = self.policy_row(tenant, policy)?;
        store::policy::insert(tx, &row).await.map_err(|e| match e {
            StoreError::Duplicate { .. } => Error::conflict(
                409,
                format!("a {} policy with the name {} already exists", policy.level.as_str(), policy.name),
            ),
            other => other.into(),
        })?;
        self.announce_policy(tx, tenant, policy).await
    }

    async fn announce_policy(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        policy: &Policy,
    ) -> Result<(), Error> {
        let body = serde_json::to_value(policy.run_time()).map_err(Error::internal)?;
        let now = self.ambient().now();
        store::catalog::put(tx, &policy.catalog_key(tenant), &[], Some(&body), now).await?;
        Ok(())
    }

    fn policy_row(&self, tenant: &TenantDomain, policy: &Policy) -> Result<PolicyRow, Error> {
        let now = self.ambient().now().0;
        let body: Value = serde_json::to_value(&policy.terms).map_err(Error::internal)?;
        Ok(PolicyRow {
            id: policy.id.clone(),
            tenant: tenant.to_string(),
            level: policy.level.as_str().to_owned(),
            name: policy.name.clone(),
            display_name: policy.display_name.clone(),
            description: policy.description.clone(),
            created_at: now,
            updated_at: now,
            body,
        })
    }
}
