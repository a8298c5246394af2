//! `POST /applications/{applicationId}/api-keys/{keyType}/generate` and `/regenerate`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::api_key::ApiKeyDraft;
use serde::Deserialize;
use utoipa::ToSchema;

use super::ApiKey;
use crate::devportal::applications::keys::key_type;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, OptionalJson, Path};

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct APIKeyGenerateRequest {
    /// Tells keys apart in lists.
    #[serde(default)]
    key_name: Option<String>,
    /// Seconds; -1 or nothing never expires.
    #[serde(default)]
    validity_period: Option<i64>,
    #[serde(default)]
    additional_properties: Option<Restrictions>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = APIKeyRestrictions)]
struct Restrictions {
    /// Addresses and ranges that may use the key, with commas between.
    #[serde(rename = "permittedIP", default)]
    permitted_ip: Option<String>,
    /// Patterns of `Referer` with `*`, with commas between.
    #[serde(rename = "permittedReferer", default)]
    permitted_referer: Option<String>,
}

/// The key to replace.
#[derive(Debug, Deserialize, ToSchema)]
pub struct APIKeyRenewRequest {
    #[serde(rename = "keyUUID")]
    key_uuid: String,
}

impl From<APIKeyGenerateRequest> for ApiKeyDraft {
    fn from(body: APIKeyGenerateRequest) -> Self {
        let restrictions = body.additional_properties.unwrap_or_default();
        Self {
            name: body.key_name.unwrap_or_default(),
            validity: body.validity_period,
            permitted_ip: restrictions.permitted_ip.unwrap_or_default(),
            permitted_referer: restrictions.permitted_referer.unwrap_or_default(),
        }
    }
}

/// Generates a key by which gateways know the application. It is told once.
#[utoipa::path(
    post, path = "/applications/{applicationId}/api-keys/{keyType}/generate", tag = "API keys",
    operation_id = "application_api_keys_generate",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage", "apim:api_key"])),
    params(("applicationId" = String, Path), ("keyType" = String, Path)),
    request_body = Option<APIKeyGenerateRequest>,
    responses((status = 200, body = ApiKey)),
)]
pub async fn generate(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, kind)): Path<(String, String)>,
    OptionalJson(body): OptionalJson<APIKeyGenerateRequest>,
) -> Result<Json<ApiKey>, Error> {
    let draft = body.unwrap_or_default().into();
    Ok(Json(control.generate_api_key(&caller, &id, key_type(&kind)?, draft).await?.into()))
}

/// Revokes a key and generates one in its place, with the same name, life and restrictions.
#[utoipa::path(
    post, path = "/applications/{applicationId}/api-keys/{keyType}/regenerate", tag = "API keys",
    operation_id = "application_api_keys_regenerate",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage", "apim:api_key"])),
    params(("applicationId" = String, Path), ("keyType" = String, Path)),
    request_body = APIKeyRenewRequest,
    responses((status = 200, body = ApiKey)),
)]
pub async fn regenerate(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, kind)): Path<(String, String)>,
    extract::Json(body): extract::Json<APIKeyRenewRequest>,
) -> Result<Json<ApiKey>, Error> {
    Ok(Json(control.regenerate_api_key(&caller, &id, key_type(&kind)?, &body.key_uuid).await?.into()))
}
