//! Tenants: look-up, creation with their roles and administrator.

mod activate;
mod create;
mod read;

pub use create::profile;

use model::catalog::{Key, Kind};
use model::tenant::TenantDomain;
use model::user::{UserName, role};
use serde_json::json;
use store::Tx;
use store::role::RoleRow;
use store::tenant::TenantRow;

use crate::error::Error;
use crate::{Caller, Control};

/// WSO2's number of the super tenant.
pub const SUPER_NUMBER: i64 = -1234;

/// A tenant to be made, with its first administrator.
pub struct NewTenant {
    pub domain: TenantDomain,
    pub admin_name: String,
    pub admin_password: String,
    /// Profile of the administrator: SCIM2 attributes, see [`profile`].
    pub profile: serde_json::Value,
}

/// A tenant as the super tenant's administrators see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tenant {
    pub uuid: String,
    /// WSO2's number: [`SUPER_NUMBER`] or counted from 1.
    pub number: i64,
    pub domain: String,
    pub active: bool,
    /// Microseconds since the epoch.
    pub created_at: i64,
    pub admin_id: String,
    pub admin_name: String,
    pub admin_profile: serde_json::Value,
}

async fn from_row(tx: &mut Tx, row: TenantRow) -> Result<Tenant, Error> {
    let admin = store::user::by_name(tx, &row.domain, &row.admin_name).await?;
    let (admin_id, admin_profile) = admin.map(|a| (a.id, a.body)).unwrap_or_default();
    Ok(Tenant {
        uuid: row.uuid,
        number: row.number,
        domain: row.domain,
        active: row.active,
        created_at: row.created_at,
        admin_id,
        admin_name: row.admin_name,
        admin_profile,
    })
}

async fn by_domain(tx: &mut Tx, domain: &str) -> Result<Tenant, Error> {
    let row = store::tenant::get(tx, domain).await?.ok_or_else(|| not_found(domain))?;
    from_row(tx, row).await
}

fn not_found(which: &str) -> Error {
    Error::not_found("Tenant", which, 404)
}

impl Control {
    /// Makes a tenant without asking who wants it: for the composition root and for use cases that have asked.
    pub async fn make_tenant(&self, new: NewTenant) -> Result<(), Error> {
        let hash = self.hasher().hash(&new.admin_password).await?;
        let mut tx = self.begin().await?;
        self.insert_tenant(&mut tx, &new, hash).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Splits `alice@a.com` into user and tenant, by the tenants there are.
    pub async fn parse_user_name(&self, tx: &mut Tx, qualified: &str) -> Result<UserName, Error> {
        let known = match qualified.rsplit_once('@') {
            Some((_, domain)) => store::tenant::get(tx, domain).await?.is_some(),
            None => false,
        };
        Ok(UserName::parse(qualified, |_| known))
    }

    /// A user as the caller writes the name: without a tenant, of the caller's own.
    pub(crate) async fn user_named_by(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        name: &str,
    ) -> Result<UserName, Error> {
        let user = self.parse_user_name(tx, name).await?;
        let unqualified = user.name == name;
        Ok(if unqualified { UserName::new(name, caller.tenant().clone()) } else { user })
    }

    /// Whether the tenant exists and is active.
    pub async fn tenant_is_active(&self, tx: &mut Tx, domain: &TenantDomain) -> Result<bool, Error> {
        Ok(store::tenant::get(tx, domain.as_str()).await?.is_some_and(|t| t.active))
    }

    /// Makes a tenant in the caller's transaction: row, catalog document, built-in roles, administrator,
    /// built-in policies.
    /// `password_hash` is of the administrator's password.
    pub(crate) async fn insert_tenant(
        &self,
        tx: &mut Tx,
        new: &NewTenant,
        password_hash: String,
    ) -> Result<(), Error> {
        let now = self.ambient().now();
        let domain = new.domain.as_str().to_owned();
        let number =
            if new.domain.is_super() { SUPER_NUMBER } else { store::tenant::next_number(tx).await? };
        store::tenant::insert(
            tx,
            &TenantRow {
                domain: domain.clone(),
                uuid: self.ambient().random_id().to_string(),
                number,
                active: true,
                admin_name: new.admin_name.clone(),
                created_at: now.0,
                body: new.profile.clone(),
            },
        )
        .await?;
        let key = Key { kind: Kind::Tenant, tenant: domain.clone(), id: domain.clone() };
        store::catalog::put(tx, &key, &[], Some(&json!({"domain": domain, "active": true})), now).await?;
        self.insert_signing_keys(tx, &new.domain).await?;
        for name in role::BUILT_IN {
            let row = RoleRow {
                id: self.ambient().id(),
                tenant: domain.clone(),
                name: (*name).to_owned(),
                created_at: now.0,
                updated_at: now.0,
            };
            store::role::insert(tx, &row).await?;
        }
        let user = UserName::new(new.admin_name.clone(), new.domain.clone());
        self.insert_user(
            tx,
            &user,
            password_hash,
            new.profile.clone(),
            &[role::ADMIN, role::CREATOR, role::PUBLISHER, role::SUBSCRIBER, role::EVERYONE, role::DEVOPS],
        )
        .await?;
        self.seed_policies(tx, &new.domain).await
    }
}
