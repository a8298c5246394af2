//! Deleting an API.

use store::subscription::Selection;

use super::code;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Deletes an API with its revisions; gateways stop serving it. Refused while somebody is subscribed to it.
    pub async fn delete_api(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let row = self.load_api(&mut tx, caller, id).await?;
        let subscriptions = Selection { api_id: Some(&row.id), ..Selection::default() };
        let (_, count) = store::subscription::page(&mut tx, &row.tenant, subscriptions, 0, 0).await?;
        if count > 0 {
            let message = format!("Cannot remove the API {id}: active subscriptions exist");
            return Err(Error::conflict(code::ACTIVE_SUBSCRIPTIONS, message));
        }
        self.withdraw_deployments(&mut tx, &row).await?;
        store::scope::attach(&mut tx, &row.tenant, &row.id, &[]).await?;
        store::api::delete(&mut tx, &row.tenant, &row.id).await?;
        tx.commit().await?;
        Ok(())
    }
}
