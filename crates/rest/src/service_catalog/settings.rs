//! `GET /settings`

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::CallerExtractor;

#[derive(Debug, Serialize, ToSchema)]
pub struct Settings {
    /// Scopes of the caller's token.
    scopes: Vec<String>,
}

#[utoipa::path(
    get, path = "/settings", tag = "Settings", operation_id = "getSettings",
    security(("OAuth2Security" = [])),
    responses((status = 200, body = Settings)),
)]
pub async fn settings(CallerExtractor(caller): CallerExtractor) -> Json<Settings> {
    Json(Settings { scopes: caller.scopes })
}
