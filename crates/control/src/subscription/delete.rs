//! A developer ends subscriptions.

use model::application::SubscriptionState;
use model::tenant::TenantDomain;
use model::workflow::Kind;
use store::Tx;
use store::subscription::Selection;

use super::{announce, catalog_key, owned};
use crate::error::Error;
use crate::workflow::{self, Outcome};
use crate::{Caller, Control};

impl Control {
    pub async fn unsubscribe(&self, caller: &Caller, id: &str) -> Result<Outcome, Error> {
        let tenant = caller.tenant();
        let mut tx = self.begin().await?;
        let (mut subscription, application) = owned(&mut tx, caller, id).await?;
        let before = subscription.state;
        if before == SubscriptionState::DeletePending {
            return Err(Error::refused(400, "The deletion of the subscription already waits for approval"));
        }
        // What was never approved has nothing to lose.
        let never = matches!(before, SubscriptionState::OnHold | SubscriptionState::Rejected);
        if !never && workflow::needed(&mut tx, tenant, Kind::SubscriptionDeletion).await? {
            workflow::withdraw(&mut tx, tenant.as_str(), id, Kind::SubscriptionUpdate, None).await?;
            let before = if before == SubscriptionState::TierUpdatePending {
                SubscriptionState::Unblocked
            } else {
                before
            };
            let api = store::api::get(&mut tx, tenant.as_str(), &subscription.api_id).await?;
            let (asked, kind) = ((&subscription, before), Kind::SubscriptionDeletion);
            let task =
                self.ask_for_subscription(&mut tx, caller, kind, asked, &application, api.as_ref()).await?;
            subscription.state = SubscriptionState::DeletePending;
            subscription.updated_at = self.ambient().now().0;
            store::subscription::update(&mut tx, &subscription.to_row(tenant)).await?;
            // It can be used as before: what is blocked stays blocked.
            subscription.state = before;
            announce(self, &mut tx, tenant, &subscription).await?;
            tx.commit().await?;
            return Ok(Outcome::Waits(Box::new(task)));
        }
        self.delete_subscription(&mut tx, caller.tenant(), &subscription.id).await?;
        tx.commit().await?;
        Ok(Outcome::Done)
    }

    /// Ends every subscription of an application, in the caller's transaction.
    pub(crate) async fn delete_subscriptions_of(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        application_id: &str,
    ) -> Result<(), Error> {
        let which = Selection { application_id: Some(application_id), ..Selection::default() };
        for row in store::subscription::all(tx, tenant.as_str(), which).await? {
            self.delete_subscription(tx, tenant, &row.id).await?;
        }
        Ok(())
    }

    pub(super) async fn delete_subscription(
        &self,
        tx: &mut Tx,
        tenant: &TenantDomain,
        id: &str,
    ) -> Result<(), Error> {
        store::workflow::delete_of_subject(tx, tenant.as_str(), id).await?;
        store::subscription::delete(tx, tenant.as_str(), id).await?;
        store::catalog::put(tx, &catalog_key(tenant, id), &[], None, self.ambient().now()).await?;
        Ok(())
    }
}
