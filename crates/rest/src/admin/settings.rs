//! `GET /settings`

use axum::Json;
use control::Caller;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::environments::GATEWAY_TYPE;
use crate::extract::CallerExtractor;

pub fn routes() -> OpenApiRouter<control::Control> {
    OpenApiRouter::new().routes(routes!(get))
}

/// What the admin portal must know about the platform.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminSettings)]
struct Settings {
    /// Scopes of the caller's token.
    scopes: Vec<String>,
    gateway_types: Vec<&'static str>,
    /// Types of key managers that can be added: none yet, beside the resident one that is always there.
    #[schema(value_type = Vec<Object>)]
    key_manager_configuration: Vec<Value>,
    /// Whether there are analytics to look at.
    analytics_enabled: bool,
}

impl From<Caller> for Settings {
    fn from(caller: Caller) -> Self {
        Self {
            scopes: caller.scopes,
            gateway_types: vec![GATEWAY_TYPE],
            key_manager_configuration: Vec::new(),
            analytics_enabled: false,
        }
    }
}

/// What the admin portal must know about the platform.
#[utoipa::path(
    get, path = "/settings", tag = "Settings", operation_id = "admin_settings_get",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_settings"])),
    responses((status = 200, body = Settings)),
)]
async fn get(CallerExtractor(caller): CallerExtractor) -> Json<Settings> {
    Json(caller.into())
}
