//! `GET /tenants`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::Query;
use crate::paging::{List, Page};
use crate::tenant_domain::{self, Filter, Tenant};

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
    tenant_domain::list(&control, &filter, &page).await
}
