//! `PUT /applications/{applicationId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::{ApplicationBody, ApplicationDto};
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// Changes an application of the caller.
#[utoipa::path(
    put, path = "/applications/{applicationId}", tag = "Applications",
    operation_id = "applications_update",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path)), request_body = ApplicationBody,
    responses((status = 200, body = ApplicationDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<ApplicationBody>,
) -> Result<Json<ApplicationDto>, Error> {
    Ok(Json(control.change_application(&caller, &id, body.into()).await?.into()))
}
