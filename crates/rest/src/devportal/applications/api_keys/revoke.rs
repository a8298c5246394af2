//! `POST /applications/{applicationId}/api-keys/{keyType}/revoke`

use axum::extract::State;
use control::Control;
use control::api_key::Revoked;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::devportal::applications::keys::key_type;
use crate::error::Error;
use crate::extract::{CallerExtractor, Json, Path};

/// The key to revoke: itself or its id.
#[derive(Deserialize, ToSchema)]
pub struct APIKeyRevokeRequest {
    #[serde(default)]
    apikey: Option<String>,
    #[serde(rename = "keyUUID", default)]
    key_uuid: Option<String>,
}

/// Revokes a key: gateways refuse it within moments.
#[utoipa::path(
    post, path = "/applications/{applicationId}/api-keys/{keyType}/revoke", tag = "API keys",
    operation_id = "application_api_keys_revoke",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage", "apim:api_key"])),
    params(("applicationId" = String, Path), ("keyType" = String, Path)),
    request_body = APIKeyRevokeRequest,
    responses((status = 200)),
)]
pub async fn revoke(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, kind)): Path<(String, String)>,
    Json(body): Json<APIKeyRevokeRequest>,
) -> Result<(), Error> {
    let which = match (&body.apikey, &body.key_uuid) {
        (Some(key), None) => Revoked::Key(key),
        (None, Some(id)) => Revoked::Id(id),
        _ => return Err(Error::invalid("body", "must have either apikey or keyUUID")),
    };
    Ok(control.revoke_api_key(&caller, &id, key_type(&kind)?, which).await?)
}
