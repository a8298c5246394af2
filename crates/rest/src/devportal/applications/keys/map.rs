//! `POST /applications/{applicationId}/map-keys`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::key_mapping::Existing;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ApplicationKey, key_type};
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// A client that is already there. The resident key manager's must be the caller's own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationKeyMappingRequest {
    consumer_key: String,
    /// Of a client of another key manager, for "generate token"; kept sealed.
    #[serde(default)]
    consumer_secret: Option<String>,
    /// Name or id; the resident key manager when absent.
    #[serde(default)]
    key_manager: Option<String>,
    /// `PRODUCTION` or `SANDBOX`.
    key_type: String,
}

/// Takes a client that is already there as a key of the application.
#[utoipa::path(
    post, path = "/applications/{applicationId}/map-keys", tag = "Application keys",
    operation_id = "application_keys_map",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path)), request_body = ApplicationKeyMappingRequest,
    responses((status = 200, body = ApplicationKey)),
)]
pub async fn map(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<ApplicationKeyMappingRequest>,
) -> Result<Json<ApplicationKey>, Error> {
    let existing = Existing {
        key_type: key_type(&body.key_type)?,
        key_manager: body.key_manager,
        consumer_key: body.consumer_key,
        consumer_secret: body.consumer_secret.filter(|secret| !secret.is_empty()),
    };
    Ok(Json(control.map_key(&caller, &id, &existing).await?.into()))
}
