//! The plans of an API that a developer may choose from.

use model::policy::{PolicyLevel, SUBSCRIPTIONLESS, UNAUTHENTICATED};
use store::Tx;
use store::api::ApiRow;

use super::Viewer;
use crate::Control;
use crate::error::Error;
use crate::policy::Policy;

/// Subscription policies that the platform gives itself, and nobody chooses.
const INTERNAL: [&str; 3] = [SUBSCRIPTIONLESS, UNAUTHENTICATED, "AsyncDefaultSubscriptionless"];

/// The API's plans in its own order: those that exist and that the viewer's roles may choose. Of an API without
/// plans, the internal one that needs no subscription.
pub async fn plans_of(tx: &mut Tx, viewer: &Viewer, api: &ApiRow) -> Result<Vec<Policy>, Error> {
    let internal = [SUBSCRIPTIONLESS.to_owned()];
    let names = &api.configuration.policies;
    let names = if names.is_empty() { &internal[..] } else { names };
    let mut plans = Vec::with_capacity(names.len());
    for name in names {
        let plan = crate::policy::get(tx, &viewer.tenant, PolicyLevel::Subscription, name).await?;
        plans.extend(plan.filter(|p| viewer.may_choose(p)));
    }
    Ok(plans)
}

impl Viewer {
    /// Somebody who is not signed in sees the plans that are open to everyone who is.
    pub(crate) fn may_choose(&self, plan: &Policy) -> bool {
        if self.is_signed_in() {
            return plan.permits(self.roles());
        }
        plan.permits(&[model::user::role::EVERYONE.to_owned(), model::user::role::SUBSCRIBER.to_owned()])
    }
}

impl Control {
    /// The policies of a level that the viewer may choose from, by name.
    pub async fn choosable_policies(
        &self,
        viewer: &Viewer,
        level: PolicyLevel,
    ) -> Result<Vec<Policy>, Error> {
        let mut tx = self.read().await?;
        let all = crate::policy::list(&mut tx, &viewer.tenant, level).await?;
        Ok(all.into_iter().filter(|p| !INTERNAL.contains(&p.name.as_str()) && viewer.may_choose(p)).collect())
    }

    /// The policy of that name, if the viewer may choose it.
    pub async fn choosable_policy(
        &self,
        viewer: &Viewer,
        level: PolicyLevel,
        name: &str,
    ) -> Result<Policy, Error> {
        let found = self.choosable_policies(viewer, level).await?.into_iter().find(|p| p.name == name);
        found.ok_or_else(|| Error::not_found("Throttling policy", name, 404))
    }
}
