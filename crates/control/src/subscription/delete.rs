//! A developer ends subscriptions.

use model::tenant::TenantDomain;
use store::Tx;
use store::subscription::Selection;

use super::{catalog_key, owned};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    pub async fn unsubscribe(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let (subscription, _) = owned(&mut tx, caller, id).await?;
        self.delete_subscription(&mut tx, caller.tenant(), &subscription.id).await?;
        tx.commit().await?;
        Ok(())
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
        store::subscription::delete(tx, tenant.as_str(), id).await?;
        store::catalog::put(tx, &catalog_key(tenant, id), &[], None, self.ambient().now()).await?;
        Ok(())
    }
}
