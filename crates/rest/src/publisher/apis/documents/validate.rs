//! `POST /apis/{apiId}/documents/validate`

use axum::extract::State;
use axum::http::StatusCode;
use control::Control;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Name of a document.
    name: String,
}

/// 200 when the API has a document of that name, 404 when the name is free.
#[utoipa::path(
    post, path = "/apis/{apiId}/documents/validate", tag = "API Documents", operation_id = "validateDocument",
    security(("OAuth2Security" =
        ["apim:api_create", "apim:api_manage", "apim:document_manage", "apim:document_create"])),
    params(("apiId" = String, Path), Asked),
    responses((status = 200), (status = 404)),
)]
pub async fn validate(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<StatusCode, Error> {
    let there = control.document_exists(&caller, &api, &asked.name).await?;
    if there { Ok(StatusCode::OK) } else { Err(Error::NotFound) }
}
