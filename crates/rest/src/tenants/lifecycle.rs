//! `PUT /tenants/{tenantId}/lifecycle-status`.

use axum::extract::State;
use control::Control;

use super::LifecycleStatus;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

#[utoipa::path(
    put, path = "/tenants/{tenantId}/lifecycle-status", tag = "Tenants", operation_id = "updateTenantStatus",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("tenantId" = String, Path)), request_body = LifecycleStatus, responses((status = 200)),
)]
pub async fn set(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<LifecycleStatus>,
) -> Result<(), Error> {
    Ok(control.activate_tenant(&caller, &id, body.activated).await?)
}
