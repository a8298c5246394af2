//! Making an API.

use model::api::ApiConfiguration;
use model::lifecycle::State;
use model::tenant::TenantDomain;
use store::api::ApiRow;
use store::{StoreError, Tx};

use super::{Api, access, code, endpoint, normalise, view};
use crate::error::Error;
use crate::{Caller, Control};

impl Control {
    /// Makes an API in the state CREATED. A definition is generated when it is asked for.
    pub async fn create_api(
        &self,
        caller: &Caller,
        mut configuration: ApiConfiguration,
    ) -> Result<Api, Error> {
        configuration.members.clear();
        let mut tx = self.begin().await?;
        let row = Box::pin(self.insert_api(&mut tx, caller, configuration, None)).await?;
        let api = view(&mut tx, caller.tenant(), row).await?;
        tx.commit().await?;
        Ok(api)
    }

    /// Checks and stores a new API with the definition its author wrote, if there is one.
    pub(crate) async fn insert_api(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        mut configuration: ApiConfiguration,
        definition: Option<&str>,
    ) -> Result<ApiRow, Error> {
        let tenant = caller.tenant();
        normalise::normalise(&mut configuration, tenant)?;
        access::check_roles(tx, caller, &configuration).await?;
        self.check_plans(tx, tenant, &configuration, None).await?;
        crate::category::settle(tx, tenant, &mut configuration, None).await?;
        check_identity(tx, tenant, &configuration).await?;
        endpoint::seal(&mut configuration, None, self.sealer())?;
        let mut row = self.api_row(caller, configuration);
        let attach = self.attach_policies(tx, tenant, &row.id, &mut row.configuration, None);
        let copies = Box::pin(attach).await?;
        let row = self.store_new(tx, caller, row, definition).await?;
        self.store_copies(tx, &row.tenant, copies).await?;
        Ok(row)
    }

    /// A new API's row, owned by the caller.
    fn api_row(&self, caller: &Caller, configuration: ApiConfiguration) -> ApiRow {
        let now = self.ambient().now().0;
        ApiRow {
            id: self.ambient().id(),
            tenant: caller.tenant().to_string(),
            provider: caller.name(),
            full_context: configuration.full_context(caller.tenant()),
            state: State::Created,
            is_default: configuration.is_default_version,
            rating: 0.0,
            has_thumbnail: false,
            last_revision: 0,
            created_at: now,
            updated_at: now,
            configuration,
        }
    }

    /// Stores a checked row with all that belongs to a new API.
    pub(super) async fn store_new(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        mut row: ApiRow,
        definition: Option<&str>,
    ) -> Result<ApiRow, Error> {
        store::api::insert(tx, &row).await.map_err(|e| taken(e, &row.configuration))?;
        self.attach_scopes(tx, &mut row).await?;
        if let Some(text) = definition {
            store::api::definition::put(tx, &row.tenant, &row.id, text).await?;
        }
        self.note_lifecycle(tx, &row.tenant, &caller.name(), &row.id, None, State::Created).await?;
        if row.is_default {
            self.make_default(tx, &row).await?;
        }
        Ok(row)
    }
}

/// Names clash without case; a context belongs to one name; versions of an API share its context.
async fn check_identity(tx: &mut Tx, domain: &TenantDomain, api: &ApiConfiguration) -> Result<(), Error> {
    let tenant = domain.as_str();
    let versions = store::api::versions(tx, tenant, &api.name).await?;
    let exists = |code, message: String| Err(Error::conflict(code, message));
    if versions.iter().any(|v| v.configuration.name != api.name) {
        return exists(code::NAME_EXISTS, format!("An API with name '{}' already exists", api.name));
    }
    let same_context = versions.iter().all(|v| v.configuration.context.eq_ignore_ascii_case(&api.context));
    if versions.iter().any(|v| v.configuration.version.eq_ignore_ascii_case(&api.version)) {
        return if same_context {
            exists(code::API_EXISTS, "The API already exists".to_owned())
        } else {
            exists(code::NAME_EXISTS, format!("An API with name '{}' already exists", api.name))
        };
    }
    if !same_context {
        let message =
            format!("the versions of {} have the context {}", api.name, versions[0].configuration.context);
        return Err(model::Invalid::new("context", message).code(code::NOT_ACCEPTABLE).into());
    }
    let full = api.full_context(domain);
    let mut holders = store::api::names_with_context(tx, tenant, &api.context).await?;
    // What one API serves with its version, another may serve without.
    let bare = full.strip_prefix(&domain.context_prefix()).unwrap_or(&full);
    holders.extend(store::api::names_with_context(tx, tenant, bare).await?);
    holders.extend(store::api::name_at(tx, tenant, &full).await?);
    holders.extend(store::api::name_at(tx, tenant, &api.default_context(domain)).await?);
    if holders.iter().any(|name| *name != api.name) {
        return exists(code::CONTEXT_EXISTS, format!("An API with context '{}' already exists", api.context));
    }
    Ok(())
}

/// The database has the last word: two contexts written differently may be the same path.
fn taken(error: StoreError, api: &ApiConfiguration) -> Error {
    match error {
        StoreError::Duplicate { constraint } if constraint.contains("full_context") => Error::conflict(
            code::CONTEXT_EXISTS,
            format!("An API with context '{}' already exists", api.context),
        ),
        StoreError::Duplicate { .. } => Error::conflict(code::API_EXISTS, "The API already exists"),
        other => other.into(),
    }
}
