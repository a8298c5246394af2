//! Subscriptions: an application may use an API under a plan.

mod approve;
mod block;
mod carry;
mod change;
mod create;
mod delete;
mod list;
mod publisher;

use model::application::SubscriptionState;
use model::catalog::{self, Key, Kind};
use model::tenant::TenantDomain;
use store::api::ApiRow;
use store::subscription::SubscriptionRow;
use store::{StoreError, Tx};

pub use block::BlockState;
pub use carry::{carry_over, delete_for_api};
pub use create::Wish;
pub use list::{ListedSubscription, SubscriptionPage};
pub use publisher::{SubscribedApplication, Subscriber, SubscriberPage};

use crate::application::{Application, in_tenant};
use crate::error::Error;
use crate::{Caller, Control};

/// WSO2's codes.
const NOT_FOUND: u32 = 900_310;
const ALREADY_EXISTS: u32 = 900_336;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub id: String,
    pub application_id: String,
    pub api_id: String,
    /// Business plan, by name.
    pub plan: String,
    /// Plan last asked for; differs while a change waits for approval.
    pub requested_plan: String,
    pub state: SubscriptionState,
    pub created_at: i64,
    pub updated_at: i64,
}

impl Subscription {
    fn from_row(row: SubscriptionRow) -> Result<Self, Error> {
        let state = SubscriptionState::parse(&row.state).ok_or_else(|| {
            StoreError::inconsistent("subscription", format!("unknown state {}", row.state))
        })?;
        Ok(Self {
            id: row.id,
            application_id: row.application_id,
            api_id: row.api_id,
            plan: row.policy,
            requested_plan: row.requested_policy,
            state,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }

    fn to_row(&self, tenant: &TenantDomain) -> SubscriptionRow {
        SubscriptionRow {
            id: self.id.clone(),
            tenant: tenant.to_string(),
            application_id: self.application_id.clone(),
            api_id: self.api_id.clone(),
            policy: self.plan.clone(),
            requested_policy: self.requested_plan.clone(),
            state: self.state.as_str().to_owned(),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

fn catalog_key(tenant: &TenantDomain, id: &str) -> Key {
    Key { kind: Kind::Subscription, tenant: tenant.to_string(), id: id.to_owned() }
}

/// The subscription with this id in the tenant, whoever made it.
async fn get(tx: &mut Tx, tenant: &TenantDomain, id: &str) -> Result<Subscription, Error> {
    let row = store::subscription::by_id(tx, tenant.as_str(), id).await?;
    Subscription::from_row(row.ok_or_else(|| Error::not_found("Subscription", id, NOT_FOUND))?)
}

/// The subscription with this id, if it is of an application of the caller.
async fn owned(tx: &mut Tx, caller: &Caller, id: &str) -> Result<(Subscription, Application), Error> {
    let subscription = get(tx, caller.tenant(), id).await?;
    let application = in_tenant(tx, caller, &subscription.application_id).await?;
    if application.owner.name != caller.user.name {
        return Err(Error::forbidden("You don't have permission to access this subscription"));
    }
    Ok((subscription, application))
}

/// The plan must be among the API's.
fn check_plan_of_api(api: &ApiRow, plan: &str, field: &str) -> Result<(), Error> {
    if api.configuration.policies.iter().any(|p| p == plan) {
        return Ok(());
    }
    let allowed = &api.configuration.policies;
    let allowed =
        if allowed.is_empty() { "none: it needs no subscription".to_owned() } else { allowed.join(", ") };
    Err(Error::invalid(field, format!("{plan} is not a plan of this API; its plans are {allowed}")))
}

/// Stores a change and announces it.
async fn save(
    control: &Control,
    tx: &mut Tx,
    tenant: &TenantDomain,
    subscription: &mut Subscription,
) -> Result<(), Error> {
    let now = control.ambient().now();
    subscription.updated_at = now.0;
    store::subscription::update(tx, &subscription.to_row(tenant)).await?;
    announce(control, tx, tenant, subscription).await
}

/// Announces the subscription to run-time roles, in the caller's transaction.
async fn announce(
    control: &Control,
    tx: &mut Tx,
    tenant: &TenantDomain,
    subscription: &Subscription,
) -> Result<(), Error> {
    let document = catalog::Subscription {
        subscription_id: subscription.id.clone(),
        api_id: subscription.api_id.clone(),
        application_id: subscription.application_id.clone(),
        policy: subscription.plan.clone(),
        state: subscription.state,
    };
    let body = serde_json::to_value(document).map_err(Error::internal)?;
    let key = catalog_key(tenant, &subscription.id);
    store::catalog::put(tx, &key, &[], Some(&body), control.ambient().now()).await?;
    Ok(())
}
