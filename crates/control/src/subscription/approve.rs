//! What of a subscription waits for approval, and what follows on the decision.

use model::application::SubscriptionState;
use model::workflow::Kind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use store::api::ApiRow;

use super::{Subscription, save};
use crate::application::Application;
use crate::error::Error;
use crate::workflow::{Ask, Task};
use crate::{Caller, Control};

#[derive(Serialize, Deserialize)]
struct Wish {
    /// State before the request.
    before: SubscriptionState,
}

impl Control {
    /// Files a request about a subscription that the caller's application has or is to have.
    pub(super) async fn ask_for_subscription(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        kind: Kind,
        (subscription, before): (&Subscription, SubscriptionState),
        application: &Application,
        api: Option<&ApiRow>,
    ) -> Result<Task, Error> {
        let (api_name, version, provider) =
            api.map_or(("", "", ""), |a| (&*a.configuration.name, &*a.configuration.version, &*a.provider));
        let what = match kind {
            Kind::SubscriptionCreation => "creation",
            Kind::SubscriptionUpdate => "update",
            _ => "deletion",
        };
        let (user, name, plan) = (caller.name(), &application.name, &subscription.plan);
        let description = format!(
            "Approve API [{api_name} - {version}] subscription {what} request from subscriber - {user} for the application - {name}"
        );
        let properties = json!({
            "apiName": api_name, "apiVersion": version, "apiProvider": provider, "applicationName": name,
            "subscriber": user, "currentTier": plan, "requestedTier": subscription.requested_plan,
        });
        let ask = Ask { kind, subject: &subscription.id, part: "", description, properties };
        self.ask_for(tx, caller, ask, &Wish { before }).await
    }

    async fn subscription_of(&self, tx: &mut Tx, task: &Task) -> Result<Subscription, Error> {
        let row = store::subscription::by_id(tx, task.tenant.as_str(), &task.subject).await?;
        Subscription::from_row(row.ok_or_else(|| task.gone())?)
    }

    pub(crate) async fn approve_subscription(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        let mut subscription = self.subscription_of(tx, task).await?;
        if task.kind == Kind::SubscriptionDeletion {
            return self.delete_subscription(tx, &task.tenant, &subscription.id).await;
        }
        subscription.plan.clone_from(&subscription.requested_plan);
        subscription.state = SubscriptionState::Unblocked;
        save(self, tx, &task.tenant, &mut subscription).await
    }

    /// A rejected change or deletion leaves the subscription as it was.
    pub(crate) async fn reject_subscription(&self, tx: &mut Tx, task: &Task) -> Result<(), Error> {
        let mut subscription = self.subscription_of(tx, task).await?;
        subscription.requested_plan.clone_from(&subscription.plan);
        subscription.state = match task.kind {
            Kind::SubscriptionCreation => SubscriptionState::Rejected,
            _ => task.wish::<Wish>()?.before,
        };
        save(self, tx, &task.tenant, &mut subscription).await
    }
}
