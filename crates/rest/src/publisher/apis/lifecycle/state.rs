//! `GET /apis/{apiId}/lifecycle-state`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::StateDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Where an API stands and where it may go.
#[utoipa::path(
    get, path = "/apis/{apiId}/lifecycle-state", tag = "API Lifecycle", operation_id = "getAPILifecycleState",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_publish", "apim:api_create", "apim:api_manage"])),
    params(("apiId" = String, Path)),
    responses((status = 200, body = StateDto)),
)]
pub async fn state(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<StateDto>, Error> {
    Ok(Json(control.lifecycle_state(&caller, &id).await?.into()))
}
