//! Making, changing and deleting policies.

use model::policy::PolicyLevel;
use model::tenant::TenantDomain;
use store::Tx;

use super::{Draft, Policy, check, in_use, not_found, require_level};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    pub async fn create_policy(&self, caller: &Caller, draft: Draft) -> Result<Policy, Error> {
        admit(caller, &draft)?;
        let policy = draft.with_id(self.ambient().id());
        let mut tx = self.begin().await?;
        self.insert_policy(&mut tx, caller.tenant(), &policy).await?;
        tx.commit().await?;
        Ok(policy)
    }

    /// Replaces what a policy says. Its name stays: everything refers to it.
    pub async fn update_policy(&self, caller: &Caller, id: &str, draft: Draft) -> Result<Policy, Error> {
        require_level(caller, draft.level)?;
        let mut tx = self.begin().await?;
        let tenant = caller.tenant();
        let present = super::by_id(&mut tx, tenant, draft.level, id).await?;
        let mut draft = Draft { name: present.name, ..draft };
        draft.terms.failure_mode = draft.terms.failure_mode.or(present.terms.failure_mode);
        admit(caller, &draft)?;
        let policy = draft.with_id(present.id);
        let row = self.policy_row(tenant, &policy)?;
        store::policy::update(&mut tx, &row).await?;
        self.announce_policy(&mut tx, tenant, &policy).await?;
        tx.commit().await?;
        Ok(policy)
    }

    /// Makes the policy, or replaces the one of that name when `overwrite` says so. Whether it was made.
    pub async fn import_policy(
        &self,
        caller: &Caller,
        draft: Draft,
        overwrite: bool,
    ) -> Result<(Policy, bool), Error> {
        require_level(caller, draft.level)?;
        let mut tx = self.read().await?;
        let present = super::get(&mut tx, caller.tenant(), draft.level, &draft.name).await?;
        drop(tx);
        match present {
            Some(present) if overwrite => Ok((self.update_policy(caller, &present.id, draft).await?, false)),
            _ => Ok((self.create_policy(caller, draft).await?, true)),
        }
    }

    pub async fn delete_policy(&self, caller: &Caller, level: PolicyLevel, id: &str) -> Result<(), Error> {
        require_level(caller, level)?;
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let policy = super::by_id(&mut tx, tenant, level, id).await?;
        in_use::refuse(&mut tx, tenant, &policy).await?;
        if !store::policy::delete(&mut tx, tenant.as_str(), id).await? {
            return Err(not_found(id));
        }
        self.withdraw_policy(&mut tx, tenant, &policy).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn withdraw_policy(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        policy: &Policy,
    ) -> Result<(), Error> {
        let now = self.ambient().now();
        store::catalog::put(tx, &policy.catalog_key(tenant), &[], None, now).await?;
        Ok(())
    }
}

/// May the caller write this, and does it make sense?
fn admit(caller: &Caller, draft: &Draft) -> Result<(), Error> {
    require_level(caller, draft.level)?;
    if draft.level == PolicyLevel::Custom {
        // No gateway counts them yet; a rule that is stored and ignored would be a lie.
        return Err(Error::NotSupported("custom rules"));
    }
    let found = check::draft(draft);
    if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
}
