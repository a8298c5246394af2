//! Which policies must stay because something refers to them.

use model::policy::{PolicyLevel, SUBSCRIPTIONLESS, UNAUTHENTICATED, UNLIMITED};
use model::tenant::TenantDomain;
use serde_json::Value;
use store::Tx;

use super::Policy;
use crate::error::Error;

/// Names the platform itself falls back to.
const NEEDED: &[&str] = &[UNLIMITED, UNAUTHENTICATED, SUBSCRIPTIONLESS, "AsyncDefaultSubscriptionless"];

/// Refuses when the policy must not be deleted (WSO2 answers 403).
pub(super) async fn refuse(tx: &mut Tx, tenant: &TenantDomain, policy: &Policy) -> Result<(), Error> {
    let (name, level) = (&policy.name, policy.level.as_str());
    let refused = |by: &str| Error::forbidden(format!("Cannot delete the {level} policy {name}: {by}"));
    if NEEDED.contains(&name.as_str()) {
        return Err(refused("the platform falls back to it"));
    }
    let user = match policy.level {
        PolicyLevel::Application if store::application::with_policy(tx, tenant.as_str(), name).await? > 0 => {
            Some("it is already attached to an application")
        }
        PolicyLevel::Subscription
            if store::subscription::with_policy(tx, tenant.as_str(), name).await? > 0 =>
        {
            Some("it already has subscriptions")
        }
        PolicyLevel::Advanced => {
            let candidates = store::policy::configurations_naming(tx, tenant.as_str(), name).await?;
            let used = candidates.iter().any(|c| limits_with(c, name));
            used.then_some("it is already assigned to an API or an operation")
        }
        _ => None,
    };
    user.map_or(Ok(()), |by| Err(refused(by)))
}

/// Whether an API's configuration names the advanced policy, as a whole or on an operation.
fn limits_with(configuration: &Value, name: &str) -> bool {
    let operations = configuration["operations"].as_array().into_iter().flatten();
    configuration["apiThrottlingPolicy"] == name
        || operations.into_iter().any(|o| o["throttlingPolicy"] == name)
}
