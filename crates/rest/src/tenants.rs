//! The server: tenants, `/api/server/v1/tenants`, in the form of WSO2 Identity Server's tenant management API, and
//! signing keys, `/api/server/v1/signing-keys`.

mod by_domain;
mod create;
mod get;
mod lifecycle;
mod list;
mod owners;
mod signing_keys;

use control::Control;
use control::tenant::Tenant;
use model::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::surface::Surface;

pub fn surface(control: &Control) -> Surface {
    Surface::new("tenants", "Turnpike server management API", "/api/server/v1", routes(), control)
}

fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get))
        .routes(routes!(owners::list))
        .routes(routes!(by_domain::get))
        .routes(routes!(lifecycle::set))
        .routes(routes!(signing_keys::list::list))
        .routes(routes!(signing_keys::rotate::rotate))
        .routes(routes!(signing_keys::remove::remove))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TenantResponse {
    id: String,
    domain: String,
    owners: Vec<Owner>,
    /// RFC 3339.
    created_date: String,
    lifecycle_status: LifecycleStatus,
}

#[derive(Debug, Serialize, ToSchema)]
struct Owner {
    id: String,
    username: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct LifecycleStatus {
    activated: bool,
}

impl From<Tenant> for TenantResponse {
    fn from(tenant: Tenant) -> Self {
        Self {
            id: tenant.uuid,
            domain: tenant.domain,
            owners: vec![Owner { id: tenant.admin_id, username: tenant.admin_name }],
            created_date: Timestamp(tenant.created_at).rfc3339(),
            lifecycle_status: LifecycleStatus { activated: tenant.active },
        }
    }
}
