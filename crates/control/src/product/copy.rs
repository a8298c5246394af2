//! A new version of a product.

use crate::api::Api;
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Makes `new_version` of a product, in the state CREATED, with the same members, owner, definition, thumbnail and
    /// documents.
    pub async fn copy_product(
        &self,
        caller: &Caller,
        id: &str,
        new_version: &str,
        default_version: bool,
    ) -> Result<Api, Error> {
        let mut tx = self.begin().await?;
        let old = self.load_product(&mut tx, caller, id).await?;
        let product = self.copy_row(&mut tx, caller, &old, new_version, default_version).await?;
        tx.commit().await?;
        Ok(product)
    }
}
