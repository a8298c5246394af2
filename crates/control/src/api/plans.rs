//! The policies an API's configuration names.

use model::Invalid;
use model::api::ApiConfiguration;
use model::policy::{PolicyLevel, UNLIMITED};
use model::tenant::TenantDomain;
use store::Tx;

use super::{code, not_found};
use crate::error::Error;
use crate::policy::{self, Policy};
use crate::{Caller, Control};

impl Control {
    /// The business plans an API offers, in its order; plans deleted since are left out.
    pub async fn api_plans(&self, caller: &Caller, id: &str) -> Result<Vec<Policy>, Error> {
        let mut tx = self.read().await?;
        let tenant = caller.tenant();
        let row = store::api::get(&mut tx, tenant.as_str(), id).await?.ok_or_else(|| not_found(id))?;
        super::access::ensure_may_work(caller, &row.configuration)?;
        let mut plans = Vec::new();
        for name in &row.configuration.policies {
            plans.extend(policy::get(&mut tx, tenant, PolicyLevel::Subscription, name).await?);
        }
        Ok(plans)
    }

    /// Refuses plans and advanced policies that do not exist. Those of `before` that have been deleted since may
    /// still be named.
    pub(super) async fn check_plans(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        api: &ApiConfiguration,
        before: Option<&ApiConfiguration>,
    ) -> Result<(), Error> {
        let mut bad = Vec::new();
        for (i, name) in api.policies.iter().enumerate() {
            let kept = before.is_some_and(|b| b.policies.contains(name));
            if !kept && policy::get(tx, tenant, PolicyLevel::Subscription, name).await?.is_none() {
                let message = format!("there is no business plan {name}");
                bad.push(Invalid::new(format!("policies[{i}]"), message).code(code::PLANS_UNKNOWN));
            }
        }
        let advanced: Vec<String> =
            policy::list(tx, tenant, PolicyLevel::Advanced).await?.into_iter().map(|p| p.name).collect();
        let known = |name: &str| name == UNLIMITED || advanced.iter().any(|a| a == name);
        let whole = api.api_throttling_policy.iter().map(|p| ("apiThrottlingPolicy".to_owned(), p));
        let each = api.operations.iter().enumerate().filter_map(|(i, o)| {
            Some((format!("operations[{i}].throttlingPolicy"), o.throttling_policy.as_ref()?))
        });
        for (field, name) in whole.chain(each) {
            let kept = before.is_some_and(|b| names_advanced(b, name));
            if !name.is_empty() && !known(name) && !kept {
                let message = format!("there is no advanced policy {name}");
                bad.push(Invalid::new(field, message).code(crate::policy::INVALID_TIER));
            }
        }
        if bad.is_empty() { Ok(()) } else { Err(Error::Invalid(bad)) }
    }

    /// Takes plans that no longer exist out of a configuration.
    pub(super) async fn drop_deleted_plans(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        api: &mut ApiConfiguration,
    ) -> Result<(), Error> {
        let mut kept = Vec::new();
        for name in std::mem::take(&mut api.policies) {
            if policy::get(tx, tenant, PolicyLevel::Subscription, &name).await?.is_some() {
                kept.push(name);
            }
        }
        api.policies = kept;
        Ok(())
    }
}

fn names_advanced(api: &ApiConfiguration, name: &str) -> bool {
    api.api_throttling_policy.as_deref() == Some(name)
        || api.operations.iter().any(|o| o.throttling_policy.as_deref() == Some(name))
}
