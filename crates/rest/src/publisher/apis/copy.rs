//! `POST /apis/copy-api`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::ApiDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::publisher::created;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    api_id: String,
    new_version: String,
    /// Makes the new version the one that is served without a version.
    #[serde(default)]
    default_version: bool,
}

/// Makes a new version of an API.
#[utoipa::path(
    post, path = "/apis/copy-api", tag = "APIs", operation_id = "createNewAPIVersion",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage"])),
    params(Wanted),
    responses((status = 201, body = ApiDto)),
)]
pub async fn copy(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(wanted): Query<Wanted>,
) -> Result<impl IntoResponse, Error> {
    let Wanted { api_id, new_version, default_version } = wanted;
    let made = ApiDto::from(control.copy_api(&caller, &api_id, &new_version, default_version).await?);
    Ok(created(&format!("/apis/{}", made.id()), made))
}
