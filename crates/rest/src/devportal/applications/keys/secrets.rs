//! Several secrets of one key: the next is rolled out before the last is revoked.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;
use model::key::{ClientSecret, SecretRequest};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// A secret. Its value is there only in the answer that made it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsumerSecret {
    secret_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_value: Option<String>,
    /// `description`, `createdAt` and, unless it is good for ever, `expiresAt` (Unix seconds).
    additional_properties: Value,
}

#[derive(Serialize, ToSchema)]
pub struct ConsumerSecretList {
    count: usize,
    list: Vec<ConsumerSecret>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsumerSecretCreationRequest {
    #[serde(default)]
    additional_properties: Option<Properties>,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConsumerSecretProperties)]
pub struct Properties {
    #[serde(default)]
    description: Option<String>,
    /// Seconds; good for ever if not given.
    #[serde(default)]
    expires_in: Option<u64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsumerSecretDeletionRequest {
    secret_id: String,
}

impl From<ClientSecret> for ConsumerSecret {
    fn from(secret: ClientSecret) -> Self {
        let mut properties = json!({
            "description": secret.description,
            "createdAt": model::Timestamp(secret.created_at).secs(),
        });
        if let Some(end) = secret.expires_at {
            properties["expiresAt"] = json!(end);
        }
        Self { secret_id: secret.id, secret_value: secret.value, additional_properties: properties }
    }
}

/// Makes one secret more, and tells it once. The others stay good.
#[utoipa::path(
    post, path = "/applications/{applicationId}/oauth-keys/{keyMappingId}/generate-secret",
    tag = "Application secrets", operation_id = "generateConsumerSecret",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path), ("keyMappingId" = String, Path)),
    responses((status = 201, body = ConsumerSecret)),
)]
pub async fn generate(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, key)): Path<(String, String)>,
    extract::Json(body): extract::Json<ConsumerSecretCreationRequest>,
) -> Result<impl IntoResponse, Error> {
    let asked = body.additional_properties.unwrap_or_default();
    let asked =
        SecretRequest { description: asked.description.unwrap_or_default(), expires_in: asked.expires_in };
    let made = control.add_secret(&caller, &id, &key, asked).await?;
    let location = format!("/api/am/devportal/v3/applications/{id}/oauth-keys/{key}/secrets");
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(ConsumerSecret::from(made))))
}

/// The secrets of a key, oldest first, without their values.
#[utoipa::path(
    get, path = "/applications/{applicationId}/oauth-keys/{keyMappingId}/secrets",
    tag = "Application secrets", operation_id = "getConsumerSecrets",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path), ("keyMappingId" = String, Path)),
    responses((status = 200, body = ConsumerSecretList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, key)): Path<(String, String)>,
) -> Result<Json<ConsumerSecretList>, Error> {
    let list: Vec<ConsumerSecret> =
        control.secrets(&caller, &id, &key).await?.into_iter().map(Into::into).collect();
    Ok(Json(ConsumerSecretList { count: list.len(), list }))
}

/// Revokes a secret; the newest one cannot be.
#[utoipa::path(
    post, path = "/applications/{applicationId}/oauth-keys/{keyMappingId}/revoke-secret",
    tag = "Application secrets", operation_id = "revokeConsumerSecret",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path), ("keyMappingId" = String, Path)),
    responses((status = 204)),
)]
pub async fn revoke(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, key)): Path<(String, String)>,
    extract::Json(body): extract::Json<ConsumerSecretDeletionRequest>,
) -> Result<StatusCode, Error> {
    control.revoke_secret(&caller, &id, &key, &body.secret_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
