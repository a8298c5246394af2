//! What developers may see of APIs: the developer portal's side of what publishers publish.

mod detail;
mod environment;
mod list;
mod plan;

use model::api::ApiConfiguration;
use model::lifecycle::State;
use model::tenant::TenantDomain;
use model::user::role;
use store::Tx;

pub use detail::ApiDetail;
pub use environment::{EndpointUrls, Urls};
pub(crate) use list::restrict;
pub use list::{ApiPage, ApiQuery, Tag};
pub use plan::plans_of;
pub use store::api::ApiRow;
pub use store::scope::ScopeRow;

use crate::error::Error;
use crate::{Caller, Control};

/// Who looks at the catalogue of which tenant. Nobody in particular may look at what is public.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub tenant: TenantDomain,
    /// `None` for somebody who is not signed in, or is of another tenant.
    caller: Option<Caller>,
}

impl Viewer {
    /// `asked` is the tenant whose portal is looked at; the caller's own when absent, the super tenant's for
    /// somebody who is not signed in.
    pub fn new(caller: Option<Caller>, asked: Option<TenantDomain>) -> Self {
        let tenant = asked
            .or_else(|| caller.as_ref().map(|c| c.tenant().clone()))
            .unwrap_or_else(TenantDomain::super_tenant);
        // A role of one tenant says nothing in another.
        let caller = caller.filter(|c| *c.tenant() == tenant);
        Self { tenant, caller }
    }

    pub fn of(caller: &Caller) -> Self {
        Self { tenant: caller.tenant().clone(), caller: Some(caller.clone()) }
    }

    /// Whoever is signed in to the tenant that is looked at.
    pub(crate) fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }

    pub fn is_signed_in(&self) -> bool {
        self.caller.is_some()
    }

    /// No roles for somebody who is not signed in.
    pub fn roles(&self) -> &[String] {
        self.caller.as_ref().map_or(&[], |c| &c.roles)
    }

    /// Those who make APIs see every one.
    fn sees_everything(&self) -> bool {
        let makers = [role::ADMIN, role::PUBLISHER, role::CREATOR];
        self.caller.as_ref().is_some_and(|c| makers.iter().any(|r| c.has_role(r)))
    }

    fn may_see(&self, configuration: &ApiConfiguration) -> bool {
        match configuration.visibility.as_str() {
            _ if self.sees_everything() => true,
            "PUBLIC" => true,
            "PRIVATE" => self.is_signed_in(),
            _ => self
                .caller
                .as_ref()
                .is_some_and(|c| configuration.visible_roles.iter().any(|r| c.has_role(r))),
        }
    }
}

/// The API, if the viewer may see it: what is restricted to others' roles is not found, what is not published
/// (or no longer) is forbidden, as in WSO2.
pub(crate) async fn visible(tx: &mut Tx, viewer: &Viewer, id: &str) -> Result<ApiRow, Error> {
    let row = store::api::get(tx, viewer.tenant.as_str(), id).await?;
    let row = row.filter(|row| viewer.may_see(&row.configuration));
    let row = row.ok_or_else(|| crate::api::not_found(id))?;
    if !row.state.visible_to_developers() {
        return Err(Error::forbidden(format!(
            "The API is not open to developers in the state {}",
            row.state.title()
        )));
    }
    Ok(row)
}

fn visible_states() -> Vec<String> {
    State::ALL.into_iter().filter(|s| s.visible_to_developers()).map(|s| s.as_str().to_owned()).collect()
}

impl Control {
    /// Domains of the tenants that are active, or of those that are not.
    pub async fn tenant_domains(&self, active: bool) -> Result<Vec<String>, Error> {
        let mut tx = self.read().await?;
        let tenants = store::tenant::list(&mut tx).await?;
        Ok(tenants.into_iter().filter(|t| t.active == active).map(|t| t.domain).collect())
    }

    /// The viewer that a request stands for. A tenant that does not exist, or is inactive, is not found.
    pub async fn viewer(&self, caller: Option<Caller>, asked: Option<&str>) -> Result<Viewer, Error> {
        let Some(asked) = asked.filter(|a| !a.is_empty()) else { return Ok(Viewer::new(caller, None)) };
        let unknown = || Error::not_found("Tenant", asked, 900_515);
        let domain = TenantDomain::parse(asked).map_err(|_| unknown())?;
        let mut tx = self.read().await?;
        if !self.tenant_is_active(&mut tx, &domain).await? {
            return Err(unknown());
        }
        Ok(Viewer::new(caller, Some(domain)))
    }
}

#[cfg(test)]
mod tests;
