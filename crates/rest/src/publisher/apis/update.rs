//! `PUT /apis/{apiId}`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde_json::Value;

use super::body::{ApiDto, configuration};
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// Replaces an API's configuration. Name, version, context, type and provider stay; empty endpoint secrets keep
/// their values.
#[utoipa::path(
    put, path = "/apis/{apiId}", tag = "APIs", operation_id = "updateAPI",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:api_publish"])),
    params(("apiId" = String, Path)),
    request_body = ApiDto,
    responses((status = 200, body = ApiDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<Value>,
) -> Result<Json<ApiDto>, Error> {
    Ok(Json(control.update_api(&caller, &id, configuration("body", body)?).await?.into()))
}
