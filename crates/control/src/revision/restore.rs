//! Going back to a revision.

use store::Tx;
use store::api::ApiRow;
use store::revision::RevisionRow;

use crate::api::{Api, code, product_use, view};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Makes a revision's configuration and definition the working copy again. What is deployed does not change,
    /// nor which version is the default.
    pub async fn restore_revision(&self, caller: &Caller, api_id: &str, id: &str) -> Result<Api, Error> {
        let mut tx = self.begin().await?;
        let mut api = self.load_api(&mut tx, caller, api_id).await?;
        let revision = self.load_revision(&mut tx, &api.tenant, &api.id, id).await?;
        let definition = store::revision::definition(&mut tx, &api.tenant, &revision.id).await?;
        self.ensure_restorable(&mut tx, &api, &revision).await?;
        api.configuration = revision.configuration;
        let snapshot = api.configuration.clone();
        crate::category::settle(&mut tx, caller.tenant(), &mut api.configuration, Some(&snapshot)).await?;
        api.configuration.is_default_version = api.is_default;
        api.updated_at = self.ambient().now().0;
        self.attach_scopes(&mut tx, &mut api).await?;
        store::api::update(&mut tx, &api).await?;
        crate::operation_policy::attach::prune(&mut tx, &api.tenant, &api.id, &api.configuration).await?;
        let text = definition.unwrap_or_default();
        if text.is_empty() {
            store::api::definition::delete(&mut tx, &api.tenant, &api.id).await?;
        } else {
            store::api::definition::put(&mut tx, &api.tenant, &api.id, &text).await?;
        }
        let api = view(&mut tx, caller.tenant(), api).await?;
        tx.commit().await?;
        Ok(api)
    }

    /// What a product offers of an API must stay there, and what a product is made of must be there.
    async fn ensure_restorable(
        &self,
        tx: &mut Tx,
        api: &ApiRow,
        revision: &RevisionRow,
    ) -> Result<(), Error> {
        if product_use::lacks(tx, api, &revision.configuration).await? {
            let message = format!(
                "Cannot restore the revision {}: it lacks resources that are used by one or more API Products",
                revision.id
            );
            return Err(Error::refused(code::USED_BY_PRODUCTS, message));
        }
        for member in &revision.configuration.members {
            if store::api::get(tx, &api.tenant, &member.api_id).await?.is_none() {
                let message =
                    format!("Cannot restore the revision {}: the API {} is gone", revision.id, member.name);
                return Err(Error::refused(code::API_NOT_FOUND, message));
            }
        }
        Ok(())
    }
}
