//! `POST /apis`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use serde_json::Value;

use super::body::{ApiDto, configuration};
use crate::error::Error;
use crate::extract::{self, CallerExtractor};
use crate::publisher::created;

/// Makes an API in the state CREATED.
#[utoipa::path(
    post, path = "/apis", tag = "APIs", operation_id = "createAPI",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage"])),
    request_body = ApiDto,
    responses((status = 201, body = ApiDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<Value>,
) -> Result<impl IntoResponse, Error> {
    let made = ApiDto::from(control.create_api(&caller, configuration("body", body)?).await?);
    Ok(created(&format!("/apis/{}", made.id()), made))
}
