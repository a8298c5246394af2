//! `GET /applications/{applicationId}/keys` and `/oauth-keys`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::ApplicationKeyList;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// The keys of an application of the caller.
#[utoipa::path(
    get, path = "/applications/{applicationId}/keys", tag = "Application keys",
    operation_id = "application_keys_list",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path)),
    responses((status = 200, body = ApplicationKeyList)),
)]
pub async fn keys(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<ApplicationKeyList>, Error> {
    Ok(Json(control.application_keys(&caller, &id).await?.into()))
}

/// The same, under the name that newer clients use.
#[utoipa::path(
    get, path = "/applications/{applicationId}/oauth-keys", tag = "Application keys",
    operation_id = "application_oauth_keys_list",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path)),
    responses((status = 200, body = ApplicationKeyList)),
)]
pub async fn oauth_keys(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<ApplicationKeyList>, Error> {
    Ok(Json(control.application_keys(&caller, &id).await?.into()))
}
