//! `/tenants`: which tenants there are.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control::Control;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::extract::{Path, Query};
use crate::paging::{List, Page, encode};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(exists))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// `active` or `inactive`; active ones when absent.
    state: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Tenant {
    domain: String,
    /// `ACTIVE` or `INACTIVE`.
    status: &'static str,
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
    let page = page.checked()?;
    let active = match filter.state.to_ascii_lowercase().as_str() {
        "" | "active" => true,
        "inactive" => false,
        _ => return Err(Error::invalid("state", "must be active or inactive")),
    };
    let status = if active { "ACTIVE" } else { "INACTIVE" };
    let domains = control.tenant_domains(active).await?;
    let list = domains.into_iter().map(|domain| Tenant { domain, status }).collect();
    let query =
        if filter.state.is_empty() { String::new() } else { format!("&state={}", encode(&filter.state)) };
    Ok(Json(page.cut(list, "/tenants", &query)))
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
