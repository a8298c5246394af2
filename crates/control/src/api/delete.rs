//! Deleting an API.

use store::Tx;
use store::api::ApiRow;
use store::subscription::Selection;

use super::{code, product_use};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Deletes an API with its revisions; gateways stop serving it. Refused while somebody is subscribed to it.
    pub async fn delete_api(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let row = self.load_single_api(&mut tx, caller, id).await?;
        product_use::ensure_unused(&mut tx, &row).await?;
        self.remove_api(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Removes an API or API product and all that belongs to it, if nobody is subscribed to it.
    pub(crate) async fn remove_api(&self, tx: &mut Tx, row: &ApiRow) -> Result<(), Error> {
        let subscriptions = Selection { api_id: Some(&row.id), ..Selection::default() };
        let (_, count) = store::subscription::page(tx, &row.tenant, subscriptions, 0, 0).await?;
        if count > 0 {
            let message = format!("Cannot remove the API {}: active subscriptions exist", row.id);
            return Err(Error::conflict(code::ACTIVE_SUBSCRIPTIONS, message));
        }
        self.withdraw_deployments(tx, row).await?;
        store::workflow::delete_of_subject(tx, &row.tenant, &row.id).await?;
        store::scope::attach(tx, &row.tenant, &row.id, &[]).await?;
        store::api::delete(tx, &row.tenant, &row.id).await?;
        Ok(())
    }
}
