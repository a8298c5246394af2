//! `GET /applications/{applicationId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::ApplicationDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// An application of the caller.
#[utoipa::path(
    get, path = "/applications/{applicationId}", tag = "Applications",
    operation_id = "applications_get",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path)),
    responses((status = 200, body = ApplicationDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<ApplicationDto>, Error> {
    Ok(Json(control.application(&caller, &id).await?.into()))
}
