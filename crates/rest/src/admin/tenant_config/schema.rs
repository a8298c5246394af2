//! `GET /tenant-config-schema`.

use axum::Json;
use serde_json::Value;

use crate::extract::CallerExtractor;

/// What a tenant's configuration must be like: JSON Schema, draft 7.
#[utoipa::path(
    get, path = "/tenant-config-schema", tag = "Tenant configuration",
    operation_id = "exportTenantConfigSchema",
    security(("OAuth2Security" = ["apim:admin"])),
    responses((status = 200, body = Object)),
)]
pub async fn get(_: CallerExtractor) -> Json<Value> {
    Json(control::tenant_config::schema())
}
