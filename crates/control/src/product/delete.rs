//! Deleting a product.

use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Deletes a product with its revisions; gateways stop serving it. Refused while somebody is subscribed to it.
    pub async fn delete_product(&self, caller: &Caller, id: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let row = self.load_product(&mut tx, caller, id).await?;
        self.remove_api(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(())
    }
}
