//! `POST /apis/validate`

use axum::extract::State;
use axum::http::StatusCode;
use control::Control;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `name:...` or `context:...`, with `version:...` if wanted.
    query: String,
}

/// 200 when there is such an API, 404 when the name or context is free.
#[utoipa::path(
    post, path = "/apis/validate", tag = "Validation", operation_id = "validateAPI",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage"])),
    params(Asked),
    responses((status = 200), (status = 404)),
)]
pub async fn validate(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(asked): Query<Asked>,
) -> Result<StatusCode, Error> {
    if control.api_exists(&caller, &asked.query).await? { Ok(StatusCode::OK) } else { Err(Error::NotFound) }
}
