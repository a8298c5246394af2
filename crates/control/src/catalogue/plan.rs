//! The plans of an API that a developer may choose from.

use model::policy::{PolicyLevel, SUBSCRIPTIONLESS};
use store::Tx;
use store::api::ApiRow;

use super::Viewer;
use crate::error::Error;
use crate::policy::Policy;

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
