//! Reading tenants.

use super::{Tenant, by_domain, from_row, not_found};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Every tenant by domain, the super tenant included.
    pub async fn tenants(&self, caller: &Caller) -> Result<Vec<Tenant>, Error> {
        caller.require_super_admin()?;
        let mut tx = self.read().await?;
        let mut tenants = Vec::new();
        for row in store::tenant::list(&mut tx).await? {
            tenants.push(from_row(&mut tx, row).await?);
        }
        Ok(tenants)
    }

    pub async fn tenant(&self, caller: &Caller, uuid: &str) -> Result<Tenant, Error> {
        caller.require_super_admin()?;
        let mut tx = self.read().await?;
        let row = store::tenant::by_uuid(&mut tx, uuid).await?.ok_or_else(|| not_found(uuid))?;
        from_row(&mut tx, row).await
    }

    pub async fn tenant_of_domain(&self, caller: &Caller, domain: &str) -> Result<Tenant, Error> {
        caller.require_super_admin()?;
        let mut tx = self.read().await?;
        by_domain(&mut tx, domain).await
    }

    /// The tenant of that domain: the caller's own, or any for administrators of the super tenant; others are not there.
    pub async fn own_or_any_tenant(&self, caller: &Caller, domain: &str) -> Result<Tenant, Error> {
        if domain != caller.tenant().as_str() && caller.require_super_admin().is_err() {
            return Err(not_found(domain));
        }
        let mut tx = self.read().await?;
        by_domain(&mut tx, domain).await
    }

    /// The tenant of a user as the name says it: own tenant, or any for administrators of the super tenant.
    pub async fn tenant_of_user(&self, caller: &Caller, user_name: &str) -> Result<(String, Tenant), Error> {
        let mut tx = self.read().await?;
        let user = self.parse_user_name(&mut tx, user_name).await?;
        let may = user.tenant == *caller.tenant() || caller.require_super_admin().is_ok();
        let known = may && store::user::by_name(&mut tx, user.tenant.as_str(), &user.name).await?.is_some();
        if !known {
            return Err(Error::not_found("User", user_name, 404));
        }
        Ok((user.to_string(), by_domain(&mut tx, user.tenant.as_str()).await?))
    }
}
