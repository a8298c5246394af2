//! `PUT /tenant-config`.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde_json::Value;

use crate::error::Error;
use crate::extract::{self, CallerExtractor};

/// Replaces the tenant's configuration.
#[utoipa::path(
    put, path = "/tenant-config", tag = "Tenant configuration", operation_id = "updateTenantConfig",
    security(("OAuth2Security" = ["apim:admin"])),
    request_body = Object, responses((status = 200, body = Object)),
)]
pub async fn replace(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(document): extract::Json<Value>,
) -> Result<Json<Value>, Error> {
    Ok(Json(control.replace_tenant_config(&caller, document).await?))
}
