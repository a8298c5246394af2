//! `GET` and `HEAD /tenants/domain/{domain}`: is there such a tenant?

use axum::Json;
use axum::extract::State;
use control::Control;

use super::TenantResponse;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[utoipa::path(
    get, path = "/tenants/domain/{domain}", tag = "Tenants", operation_id = "getTenantByDomain",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("domain" = String, Path)), responses((status = 200, body = TenantResponse)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(domain): Path<String>,
) -> Result<Json<TenantResponse>, Error> {
    Ok(Json(control.tenant_of_domain(&caller, &domain).await?.into()))
}
