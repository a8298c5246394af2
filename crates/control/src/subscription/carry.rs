//! What becomes of subscriptions when an API's publisher makes a new version, or deletes the API.

use model::application::SubscriptionState;
use store::Tx;
use store::api::ApiRow;
use store::subscription::Selection;

use super::{Subscription, announce};
use crate::Control;
use crate::error::Error;

/// Subscribes the applications of `old` to `new`, in the caller's transaction: those that are not subscribed
/// already, under their plan if `new` has it, blocked if they are blocked. Returns how many.
pub async fn carry_over(control: &Control, tx: &mut Tx, old: &ApiRow, new: &ApiRow) -> Result<usize, Error> {
    let tenant = new.tenant.clone().try_into().map_err(Error::internal)?;
    let there = Selection { api_id: Some(&new.id), ..Selection::default() };
    let there = store::subscription::all(tx, &new.tenant, there).await?;
    let which = Selection { api_id: Some(&old.id), ..Selection::default() };
    let mut count = 0;
    for row in store::subscription::all(tx, &old.tenant, which).await? {
        let already = there.iter().any(|s| s.application_id == row.application_id);
        let offered = new.configuration.policies.contains(&row.policy);
        let mut subscription = Subscription::from_row(row)?;
        let waiting = matches!(
            subscription.state,
            SubscriptionState::OnHold | SubscriptionState::Rejected | SubscriptionState::DeletePending
        );
        if already || !offered || waiting {
            continue;
        }
        let now = control.ambient().now().0;
        subscription.id = control.ambient().id();
        subscription.api_id.clone_from(&new.id);
        subscription.requested_plan.clone_from(&subscription.plan);
        if subscription.state == SubscriptionState::TierUpdatePending {
            subscription.state = SubscriptionState::Unblocked;
        }
        (subscription.created_at, subscription.updated_at) = (now, now);
        store::subscription::insert(tx, &subscription.to_row(&tenant)).await?;
        announce(control, tx, &tenant, &subscription).await?;
        count += 1;
    }
    Ok(count)
}

/// Ends every subscription to an API that is retired or deleted, in the caller's transaction. Returns how many.
pub async fn delete_for_api(control: &Control, tx: &mut Tx, api: &ApiRow) -> Result<usize, Error> {
    let tenant = api.tenant.clone().try_into().map_err(Error::internal)?;
    let which = Selection { api_id: Some(&api.id), ..Selection::default() };
    let rows = store::subscription::all(tx, &api.tenant, which).await?;
    for row in &rows {
        control.delete_subscription(tx, &tenant, &row.id).await?;
    }
    Ok(rows.len())
}
