//! A developer changes the plan of a subscription.

use model::application::SubscriptionState;
use model::workflow::Kind;

use super::create::check_plan;
use super::list::with_api;
use super::{ListedSubscription, Wish, owned, save};
use crate::catalogue::{Viewer, visible};
use crate::error::Error;
use crate::{Caller, Control, workflow};

/// WSO2's code for a change that the subscription's state forbids.
const INVALID_STATE: u32 = 900_318;

impl Control {
    /// `wish` names the plan wanted; where it names application and API they must be the subscription's.
    pub async fn change_plan(
        &self,
        caller: &Caller,
        id: &str,
        wish: &Wish,
    ) -> Result<ListedSubscription, Error> {
        let mut tx = self.begin().await?;
        let (mut subscription, application) = owned(&mut tx, caller, id).await?;
        for (field, given, there) in [
            ("applicationId", &wish.application_id, &subscription.application_id),
            ("apiId", &wish.api_id, &subscription.api_id),
        ] {
            if !given.is_empty() && given != there {
                return Err(Error::invalid(field, "cannot be changed: it must be the subscription's own"));
            }
        }
        if subscription.state != SubscriptionState::Unblocked {
            let state = subscription.state.as_str();
            let message = format!("The plan cannot be changed while the subscription is {state}");
            return Err(Error::refused(INVALID_STATE, message));
        }
        let api = visible(&mut tx, &Viewer::of(caller), &subscription.api_id).await?;
        check_plan(&mut tx, caller, &api, &wish.plan).await?;
        subscription.requested_plan.clone_from(&wish.plan);
        if workflow::needed(&mut tx, caller.tenant(), Kind::SubscriptionUpdate).await? {
            let asked = (&subscription, subscription.state);
            let kind = Kind::SubscriptionUpdate;
            self.ask_for_subscription(&mut tx, caller, kind, asked, &application, Some(&api)).await?;
            subscription.state = SubscriptionState::TierUpdatePending;
        } else {
            subscription.plan.clone_from(&wish.plan);
        }
        save(self, &mut tx, caller.tenant(), &mut subscription).await?;
        let changed = with_api(&mut tx, caller.tenant().as_str(), subscription, application).await?;
        tx.commit().await?;
        Ok(changed)
    }
}
