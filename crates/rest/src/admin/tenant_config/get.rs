//! `GET /tenant-config`.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde_json::Value;

use crate::error::Error;
use crate::extract::CallerExtractor;

/// The tenant's configuration.
#[utoipa::path(
    get, path = "/tenant-config", tag = "Tenant configuration", operation_id = "exportTenantConfig",
    security(("OAuth2Security" = ["apim:admin"])),
    responses((status = 200, body = Object)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<Value>, Error> {
    Ok(Json(control.tenant_config(caller.tenant()).await?))
}
