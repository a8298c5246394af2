//! What the publisher of an API sees and does of its subscriptions.

use model::application::SubscriptionState;
use store::Tx;
use store::subscription::Selection;

use super::{NOT_FOUND, Subscription, check_plan_of_api, get, save};
use crate::api::access::ensure_may_work;
use crate::application::{Application, in_tenant};
use crate::error::Error;
use crate::{Caller, Control};

/// WSO2's code for a subscription that waits for approval.
const PENDING: u32 = 902_022;

/// A subscription with the application that has it.
pub struct SubscribedApplication {
    pub subscription: Subscription,
    pub application: Application,
}

/// Subscriptions, and how many there are in all.
pub struct SubscriberPage {
    pub list: Vec<SubscribedApplication>,
    pub total: i64,
}

/// The owner of a subscribed application, as far as a publisher is told.
pub struct Subscriber {
    pub name: String,
}

/// The caller must be one who may work on the API.
pub(super) async fn check_may_work(tx: &mut Tx, caller: &Caller, api_id: &str) -> Result<(), Error> {
    let api = store::api::get(tx, caller.tenant().as_str(), api_id).await?;
    // The API of a subscription is always there; were it not, nobody would be kept from anything.
    api.map_or(Ok(()), |api| ensure_may_work(caller, &api.configuration))
}

/// What waits for an administrator, or was rejected, is not the publisher's to change.
pub(super) fn ensure_decided(subscription: &Subscription) -> Result<(), Error> {
    let state = subscription.state;
    let waits = matches!(
        state,
        SubscriptionState::OnHold
            | SubscriptionState::Rejected
            | SubscriptionState::TierUpdatePending
            | SubscriptionState::DeletePending
    );
    if !waits {
        return Ok(());
    }
    let message = format!("The subscription cannot be changed while it is {}", state.as_str());
    Err(Error::conflict(PENDING, message))
}

impl Control {
    /// The subscriptions to an API of the caller's tenant; to every API when none is named.
    pub async fn subscribers(
        &self,
        caller: &Caller,
        api_id: Option<&str>,
        offset: i64,
        limit: i64,
    ) -> Result<SubscriberPage, Error> {
        let tenant = caller.tenant().as_str();
        let mut tx = self.read().await?;
        if let Some(id) = api_id {
            self.load_api(&mut tx, caller, id).await?;
        }
        let which = Selection { api_id, ..Selection::default() };
        let (rows, total) = store::subscription::page(&mut tx, tenant, which, offset, limit).await?;
        let mut list = Vec::with_capacity(rows.len());
        for row in rows {
            let application = in_tenant(&mut tx, caller, &row.application_id).await?;
            list.push(SubscribedApplication { subscription: Subscription::from_row(row)?, application });
        }
        Ok(SubscriberPage { list, total })
    }

    /// Moves a subscription to another plan of the API.
    pub async fn change_business_plan(
        &self,
        caller: &Caller,
        id: &str,
        plan: &str,
    ) -> Result<Subscription, Error> {
        if id.is_empty() {
            return Err(Error::invalid("subscriptionId", "must not be empty"));
        }
        if plan.is_empty() {
            return Err(Error::invalid("businessPlan", "must not be empty"));
        }
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let mut subscription = get(&mut tx, tenant, id).await?;
        check_may_work(&mut tx, caller, &subscription.api_id).await?;
        let api = store::api::get(&mut tx, tenant.as_str(), &subscription.api_id).await?;
        let api = api.ok_or_else(|| Error::not_found("Subscription", id, NOT_FOUND))?;
        ensure_decided(&subscription)?;
        check_plan_of_api(&api, plan, "businessPlan")?;
        let level = model::policy::PolicyLevel::Subscription;
        if !crate::policy::get(&mut tx, tenant, level, plan).await?.is_some_and(|p| p.permits(&caller.roles))
        {
            return Err(Error::forbidden(format!("The plan {plan} is not open to your roles")));
        }
        plan.clone_into(&mut subscription.plan);
        plan.clone_into(&mut subscription.requested_plan);
        save(self, &mut tx, tenant, &mut subscription).await?;
        tx.commit().await?;
        Ok(subscription)
    }

    /// Who subscribed.
    pub async fn subscriber(&self, caller: &Caller, id: &str) -> Result<Subscriber, Error> {
        let mut tx = self.read().await?;
        let subscription = get(&mut tx, caller.tenant(), id).await?;
        check_may_work(&mut tx, caller, &subscription.api_id).await?;
        let application = in_tenant(&mut tx, caller, &subscription.application_id).await?;
        Ok(Subscriber { name: application.owner.to_string() })
    }
}
