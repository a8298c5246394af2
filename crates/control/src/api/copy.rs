//! A new version of an API.

use model::Invalid;
use model::lifecycle::State;
use store::Tx;
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
        let old = self.load_single_api(&mut tx, caller, id).await?;
        let api = self.copy_row(&mut tx, caller, &old, new_version, default_version).await?;
        tx.commit().await?;
        Ok(api)
    }

    /// The same for an API or API product that has been loaded.
    pub(crate) async fn copy_row(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        old: &ApiRow,
        new_version: &str,
        default_version: bool,
    ) -> Result<Api, Error> {
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
        let versions = store::api::versions(tx, &old.tenant, &old.configuration.name).await?;
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
        let definition = store::api::definition::get(tx, &old.tenant, &old.id).await?;
        let thumbnail = store::api::thumbnail::get(tx, &old.tenant, &old.id).await?;
        let copies = self.copy_policies(tx, &old.tenant, &old.id, &row.id, &mut row.configuration).await?;
        let row = self.store_new(tx, caller, row, definition.as_deref()).await?;
        self.store_copies(tx, &row.tenant, copies).await?;
        if let Some((media_type, content)) = thumbnail {
            store::api::thumbnail::put(tx, &row.tenant, &row.id, &media_type, &content).await?;
        }
        crate::document::copy(self, tx, old, &row).await?;
        if let Some(of) = store::service::of_api(tx, &old.tenant, &old.id).await? {
            store::service::link(tx, &row.tenant, &row.id, &of.service_id, &of.md5_then).await?;
        }
        view(tx, tenant, row).await
    }
}
