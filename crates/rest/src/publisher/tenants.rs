//! `/tenants`: which tenants there are.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control::Control;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::extract::{Path, Query};
use crate::paging::{List, Page};
use crate::tenant_domain::{self, Filter, Tenant};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(exists))
}

/// The tenants of the platform.
#[utoipa::path(
    get, path = "/tenants", tag = "Tenants", operation_id = "getTenantsByState",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage"])),
    params(Filter, Page), responses((status = 200, body = List<Tenant>)),
)]
async fn list(
    State(control): State<Control>,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<List<Tenant>>, Error> {
    tenant_domain::list(&control, &filter, &page).await
}

/// Is there such a tenant, and is it active?
#[utoipa::path(
    head, path = "/tenants/{tenantDomain}", tag = "Tenants", operation_id = "getTenantExistence",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage"])),
    params(("tenantDomain" = String, Path)), responses((status = 200), (status = 404)),
)]
async fn exists(State(control): State<Control>, Path(domain): Path<String>) -> Result<StatusCode, Error> {
    if control.tenant_domains(true).await?.contains(&domain) {
        Ok(StatusCode::OK)
    } else {
        Err(Error::NotFound)
    }
}
