//! Going back to a revision.

use crate::api::{Api, view};
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
}
