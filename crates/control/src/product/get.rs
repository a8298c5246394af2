//! Looking at a product or at a revision of one.

use super::not_found;
use crate::api::{Api, view};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// A product by its id, or the snapshot with that revision id.
    pub async fn get_product(&self, caller: &Caller, id: &str) -> Result<Api, Error> {
        let mut tx = self.read().await?;
        let tenant = caller.tenant();
        if store::api::get(&mut tx, tenant.as_str(), id).await?.is_some() {
            let row = self.load_product(&mut tx, caller, id).await?;
            return view(&mut tx, tenant, row).await;
        }
        let revision = store::revision::get(&mut tx, tenant.as_str(), id).await?;
        let revision = revision.ok_or_else(|| not_found(id))?;
        let row = self.load_product(&mut tx, caller, &revision.api_id).await.map_err(|e| match e {
            Error::NotFound { .. } => not_found(id),
            other => other,
        })?;
        Ok(crate::api::snapshot_view(tenant, row, revision))
    }

    /// A product's definition as publishers see it, in JSON.
    pub async fn get_product_definition(&self, caller: &Caller, id: &str) -> Result<String, Error> {
        let mut tx = self.read().await?;
        let product = self.load_product(&mut tx, caller, id).await?;
        crate::api::definition::for_publisher(&mut tx, &product).await
    }
}
