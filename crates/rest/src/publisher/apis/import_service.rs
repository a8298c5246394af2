//! `POST /apis/import-service`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

use super::body::{ApiDto, configuration};
use crate::error::Error;
use crate::extract::{CallerExtractor, Json, Query};
use crate::publisher::created;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Which {
    service_key: String,
}

/// Makes an API of a service of the catalogue. What the body leaves open, the service says.
#[utoipa::path(
    post, path = "/apis/import-service", tag = "APIs", operation_id = "importServiceFromCatalog",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage"])),
    params(Which), request_body = ApiDto, responses((status = 201, body = ApiDto)),
)]
pub async fn import_service(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(which): Query<Which>,
    Json(body): Json<Value>,
) -> Result<impl IntoResponse, Error> {
    let properties = configuration("body", body)?;
    let made = ApiDto::from(control.import_service_as_api(&caller, &which.service_key, properties).await?);
    Ok(created(&format!("/apis/{}", made.id()), made))
}
