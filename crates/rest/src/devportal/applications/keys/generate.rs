//! `POST /applications/{applicationId}/generate-keys`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::key_mapping::KeyDraft;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{ApplicationKey, key_type, seconds, terms};
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationKeyGenerateRequest {
    /// `PRODUCTION` or `SANDBOX`.
    key_type: String,
    /// Name or id; the resident key manager when absent.
    #[serde(default)]
    key_manager: Option<String>,
    grant_types_to_be_supported: Vec<String>,
    /// Needed by the grants that redirect.
    #[serde(default)]
    callback_url: Option<String>,
    /// Of the first token.
    #[serde(default)]
    scopes: Option<Vec<String>>,
    /// Seconds that the first token is good for.
    #[serde(default, deserialize_with = "seconds")]
    #[schema(value_type = Option<String>)]
    validity_time: Option<i64>,
    #[serde(default)]
    additional_properties: Value,
}

impl ApplicationKeyGenerateRequest {
    fn draft(self) -> Result<KeyDraft, Error> {
        Ok(KeyDraft {
            key_type: key_type(&self.key_type)?,
            key_manager: self.key_manager,
            terms: terms(self.grant_types_to_be_supported, self.callback_url, &self.additional_properties)?,
            scopes: self.scopes.unwrap_or_default(),
            validity: self.validity_time,
        })
    }
}

/// Registers a client for the application, and tells its secret once.
#[utoipa::path(
    post, path = "/applications/{applicationId}/generate-keys", tag = "Application keys",
    operation_id = "application_keys_generate",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path)), request_body = ApplicationKeyGenerateRequest,
    responses((status = 200, body = ApplicationKey)),
)]
pub async fn generate(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<ApplicationKeyGenerateRequest>,
) -> Result<Json<ApplicationKey>, Error> {
    let made = control.generate_key(&caller, &id, body.draft()?).await?;
    let mut key = ApplicationKey::from(made.key);
    key.consumer_secret = made.secret;
    key.token = made.token.map(Into::into);
    Ok(Json(key))
}
