//! A new version of an API.

use model::Invalid;
use model::lifecycle::State;
use store::api::ApiRow;

use super::{Api, code, view};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Makes `new_version` of an API, in the state CREATED, with the same owner, definition, thumbnail and documents.
    pub async fn copy_api(
        &self,
        caller: &Caller,
        id: &str,
        new_version: &str,
        default_version: bool,
    ) -> Result<Api, Error> {
        let mut tx = self.begin().await?;
        let old = self.load_api(&mut tx, caller, id).await?;
        let tenant = caller.tenant();
        let mut configuration = old.configuration.clone();
        new_version.trim().clone_into(&mut configuration.version);
        configuration.is_default_version = default_version;
        let bad: Vec<Invalid> =
            configuration.problems().into_iter().filter(|p| p.field == "version").collect();
        if !bad.is_empty() {
            let named = bad.into_iter().map(|p| Invalid { field: "newVersion".to_owned(), ..p });
            return Err(Error::Invalid(named.collect()));
        }
        let versions = store::api::versions(&mut tx, &old.tenant, &old.configuration.name).await?;
        if versions.iter().any(|v| v.configuration.version.eq_ignore_ascii_case(&configuration.version)) {
            let message = format!(
                "An API with version '{}' already exists for API '{}'",
                configuration.version, configuration.name
            );
            return Err(Error::conflict(code::VERSION_EXISTS, message));
        }
        let now = self.ambient().now().0;
        let mut row = ApiRow {
            id: self.ambient().id(),
            tenant: old.tenant.clone(),
            provider: old.provider.clone(),
            full_context: configuration.full_context(tenant),
            state: State::Created,
            is_default: default_version,
            rating: 0.0,
            has_thumbnail: old.has_thumbnail,
            last_revision: 0,
            created_at: now,
            updated_at: now,
            configuration,
        };
        let definition = store::api::definition::get(&mut tx, &old.tenant, &old.id).await?;
        let thumbnail = store::api::thumbnail::get(&mut tx, &old.tenant, &old.id).await?;
        let copies =
            self.copy_policies(&mut tx, &old.tenant, &old.id, &row.id, &mut row.configuration).await?;
        let row = self.store_new(&mut tx, caller, row, definition.as_deref()).await?;
        self.store_copies(&mut tx, &row.tenant, copies).await?;
        if let Some((media_type, content)) = thumbnail {
            store::api::thumbnail::put(&mut tx, &row.tenant, &row.id, &media_type, &content).await?;
        }
        crate::document::copy(self, &mut tx, &old, &row).await?;
        let api = view(&mut tx, tenant, row).await?;
        tx.commit().await?;
        Ok(api)
    }
}
