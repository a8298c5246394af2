//! `GET /tenants/{tenantId}`.

use axum::Json;
use axum::extract::State;
use control::Control;

use super::TenantResponse;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[utoipa::path(
    get, path = "/tenants/{tenantId}", tag = "Tenants", operation_id = "getTenant",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("tenantId" = String, Path)), responses((status = 200, body = TenantResponse)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<TenantResponse>, Error> {
    Ok(Json(control.tenant(&caller, &id).await?.into()))
}
