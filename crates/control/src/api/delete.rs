//! Deleting an API.

use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Deletes an API with its revisions; gateways stop serving it.
    pub async fn delete_api(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let row = self.load_api(&mut tx, caller, id).await?;
        self.withdraw_deployments(&mut tx, &row).await?;
        store::scope::attach(&mut tx, &row.tenant, &row.id, &[]).await?;
        store::api::delete(&mut tx, &row.tenant, &row.id).await?;
        tx.commit().await?;
        Ok(())
    }
}
