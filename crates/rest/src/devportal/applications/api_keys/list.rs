//! `GET /applications/{applicationId}/api-keys/{keyType}`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::api_key::ApiKeyRow;
use model::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::devportal::applications::keys::key_type;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// A key in a list, never with itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct APIKeyInfo {
    #[serde(rename = "keyUUID")]
    key_uuid: String,
    key_name: String,
    /// UTC.
    issued_on: String,
    /// Seconds; -1 never expires.
    validity_period: i64,
}

/// Keys of an application; they are few, so never paged.
#[derive(Debug, Serialize, ToSchema)]
pub struct APIKeyList {
    count: usize,
    list: Vec<APIKeyInfo>,
}

impl From<ApiKeyRow> for APIKeyInfo {
    fn from(row: ApiKeyRow) -> Self {
        Self {
            key_uuid: row.id,
            key_name: row.name,
            issued_on: Timestamp(row.issued_at).rfc3339(),
            validity_period: row.validity.unwrap_or(-1),
        }
    }
}

/// The keys of one type that have not expired.
#[utoipa::path(
    get, path = "/applications/{applicationId}/api-keys/{keyType}", tag = "API keys",
    operation_id = "application_api_keys_list",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage", "apim:api_key"])),
    params(("applicationId" = String, Path), ("keyType" = String, Path)),
    responses((status = 200, body = APIKeyList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, kind)): Path<(String, String)>,
) -> Result<Json<APIKeyList>, Error> {
    let keys = control.api_keys(&caller, &id, key_type(&kind)?).await?;
    let list: Vec<_> = keys.into_iter().map(APIKeyInfo::from).collect();
    Ok(Json(APIKeyList { count: list.len(), list }))
}
