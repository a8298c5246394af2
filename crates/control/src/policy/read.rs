//! Reading policies, for whoever manages them.

use model::policy::PolicyLevel;

use super::{Policy, require_level};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Every policy of a level in the caller's tenant, by name.
    pub async fn policies(&self, caller: &Caller, level: PolicyLevel) -> Result<Vec<Policy>, Error> {
        require_level(caller, level)?;
        let mut tx = self.read().await?;
        super::list(&mut tx, caller.tenant(), level).await
    }

    pub async fn policy(&self, caller: &Caller, level: PolicyLevel, id: &str) -> Result<Policy, Error> {
        require_level(caller, level)?;
        let mut tx = self.read().await?;
        super::by_id(&mut tx, caller.tenant(), level, id).await
    }

    /// The policy with that id, else with that name, at the first of `levels` that has it.
    pub async fn find_policy(
        &self,
        caller: &Caller,
        levels: &[PolicyLevel],
        id: Option<&str>,
        name: Option<&str>,
    ) -> Result<Policy, Error> {
        let tenant = caller.tenant();
        if let [level] = levels {
            require_level(caller, *level)?;
        }
        let mut tx = self.read().await?;
        for level in levels.iter().copied().filter(|l| require_level(caller, *l).is_ok()) {
            let found = match (id, name) {
                (Some(id), _) => super::by_id(&mut tx, tenant, level, id).await.ok(),
                (None, Some(name)) => super::get(&mut tx, tenant, level, name).await?,
                (None, None) => return Err(Error::invalid("name", "or policyId is required")),
            };
            if let Some(policy) = found {
                return Ok(policy);
            }
        }
        Err(super::not_found(id.or(name).unwrap_or_default()))
    }

    /// Every policy of the given levels; custom rules only where the caller may see them.
    pub async fn search_policies(
        &self,
        caller: &Caller,
        levels: &[PolicyLevel],
    ) -> Result<Vec<Policy>, Error> {
        let mut tx = self.read().await?;
        let mut found = Vec::new();
        for level in levels.iter().copied().filter(|l| require_level(caller, *l).is_ok()) {
            found.extend(super::list(&mut tx, caller.tenant(), level).await?);
        }
        Ok(found)
    }
}
