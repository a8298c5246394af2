//! `POST /applications/{applicationId}/reset-throttle-policy`

use axum::extract::State;
use control::Control;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Json, Path};

/// Whose counter starts anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationThrottleReset {
    user_name: String,
}

/// Starts the application's quota of a user anew.
#[utoipa::path(
    post, path = "/applications/{applicationId}/reset-throttle-policy", tag = "Applications",
    operation_id = "applications_reset_throttle_policy",
    security(("OAuth2Security" = ["apim:app_manage", "apim:subscribe"])),
    params(("applicationId" = String, Path)), request_body = ApplicationThrottleReset,
    responses((status = 200)),
)]
pub async fn reset_throttle_policy(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    Json(body): Json<ApplicationThrottleReset>,
) -> Result<(), Error> {
    Ok(control.reset_application_quota(&caller, &id, &body.user_name).await?)
}
