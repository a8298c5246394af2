//! `POST /applications`

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;

use super::{ApplicationBody, ApplicationDto};
use crate::error::Error;
use crate::extract::{self, CallerExtractor};

/// Makes an application of the caller.
#[utoipa::path(
    post, path = "/applications", tag = "Applications",
    operation_id = "applications_create",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    request_body = ApplicationBody,
    responses((status = 201, body = ApplicationDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<ApplicationBody>,
) -> Result<impl IntoResponse, Error> {
    let made = ApplicationDto::from(control.create_application(&caller, body.into()).await?);
    let location = format!("/api/am/devportal/v3/applications/{}", made.application_id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(made)))
}
