//! `GET /tenants`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;
use crate::extract::Query;
use crate::paging::{List, Page};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// `active` or `inactive`; active ones when absent.
    state: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Tenant {
    domain: String,
    /// `ACTIVE` or `INACTIVE`.
    status: &'static str,
}

/// The tenants whose catalogues can be looked at.
#[utoipa::path(
    get, path = "/tenants", tag = "Tenants",
    operation_id = "tenants_list",
    security((), ("OAuth2Security" = [])),
    params(Filter, Page),
    responses((status = 200, body = List<Tenant>)),
)]
pub async fn list(
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
    Ok(Json(page.cut(list, "/tenants", "")))
}
