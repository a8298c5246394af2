//! APIs: what publishers make, edit, publish and retire.

pub(crate) mod access;
mod administer;
pub(crate) mod approve;
pub(crate) mod catalog;
pub mod code;
mod copy;
mod create;
pub(crate) mod definition;
mod delete;
pub mod endpoint;
mod environment_secret;
mod get;
mod import;
mod lifecycle;
mod list;
mod normalise;
mod plans;
pub(crate) mod product_use;
mod resource_path;
pub(crate) mod scopes;
pub(crate) mod search;
pub(crate) mod thumbnail;
mod update;
mod validate;

use model::Timestamp;
use model::api::ApiConfiguration;
use model::lifecycle::State;
use model::tenant::TenantDomain;
use store::Tx;
use store::api::ApiRow;
use store::revision::RevisionRow;

use crate::error::Error;
use crate::{Caller, Control};

pub use get::Revisioned;

pub use lifecycle::{CheckItem, Checklist, LifecycleState};
pub use list::Listing;
pub use store::api::lifecycle::EventRow as LifecycleEvent;
pub use store::api::search::{Filter, Order, Sort};

/// An API as its publishers see it: never with a secret.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    pub id: String,
    pub provider: String,
    pub state: State,
    /// A change of state waits for approval.
    pub state_waits: bool,
    pub has_thumbnail: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Present when this is a revision's snapshot, whose id is then `id`.
    pub revision: Option<Revisioned>,
    /// Secrets are empty; the context carries the tenant's prefix.
    pub configuration: ApiConfiguration,
}

/// The scopes of an API as they are now, in an API's configuration.
pub(crate) async fn view(tx: &mut Tx, tenant: &TenantDomain, row: ApiRow) -> Result<Api, Error> {
    let scopes = store::scope::of_api(tx, tenant.as_str(), &row.id).await?;
    let uses = store::api::product::uses(tx, tenant.as_str(), &row.id).await?;
    let waits = approve::state_waits(tx, &row).await?;
    let mut api = plain_view(tenant, row);
    api.state_waits = waits;
    product_use::tell(&mut api.configuration, &uses);
    crate::service::tell(tx, tenant.as_str(), &api.id, &mut api.configuration).await?;
    scopes::refresh(&mut api.configuration, &scopes);
    Ok(api)
}

/// A view whose scopes are as they were when the API was last saved: enough for lists.
pub(crate) fn plain_view(tenant: &TenantDomain, row: ApiRow) -> Api {
    let mut configuration = row.configuration;
    endpoint::redact(&mut configuration);
    crate::operation_policy::attach::redact(&mut configuration);
    configuration.context = format!("{}{}", tenant.context_prefix(), configuration.context);
    normalise::fill_property_map(&mut configuration);
    Api {
        id: row.id,
        provider: row.provider,
        state: row.state,
        state_waits: false,
        has_thumbnail: row.has_thumbnail,
        created_at: Timestamp(row.created_at),
        updated_at: Timestamp(row.updated_at),
        revision: None,
        configuration,
    }
}

/// A revision of `row` as its publishers see it.
pub(crate) fn snapshot_view(tenant: &TenantDomain, row: ApiRow, revision: RevisionRow) -> Api {
    let of = Revisioned { api_id: row.id.clone(), number: revision.number };
    let at = (revision.created_at, revision.id);
    let row = ApiRow { created_at: at.0, updated_at: at.0, configuration: revision.configuration, ..row };
    Api { id: at.1, revision: Some(of), ..plain_view(tenant, row) }
}

pub(crate) fn not_found(id: &str) -> Error {
    Error::not_found("API", id, code::API_NOT_FOUND)
}

impl Control {
    /// The API or API product, if it is the caller's tenant's and the caller may work on it.
    pub(crate) async fn load_api(&self, tx: &mut Tx, caller: &Caller, id: &str) -> Result<ApiRow, Error> {
        let row = store::api::get(tx, caller.tenant().as_str(), id).await?;
        let row = row.ok_or_else(|| not_found(id))?;
        access::ensure_may_work(caller, &row.configuration)?;
        Ok(row)
    }

    /// The same, for what a product has no part in.
    pub(crate) async fn load_single_api(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        id: &str,
    ) -> Result<ApiRow, Error> {
        let row = self.load_api(tx, caller, id).await?;
        if row.configuration.is_product() { Err(not_found(id)) } else { Ok(row) }
    }
}
