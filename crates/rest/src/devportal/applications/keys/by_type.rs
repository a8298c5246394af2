//! `/applications/{applicationId}/keys/{keyType}`: the resident key manager's key of that type

use axum::Json;
use axum::extract::State;
use control::Control;
use control::key_mapping::KeyRef;

use super::token::ApplicationTokenGenerateRequest;
use super::{ApplicationKey, ApplicationKeyReGenerateResponse, ApplicationToken, KeyBody, key_type};
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// One key.
#[utoipa::path(
    get, path = "/applications/{applicationId}/keys/{keyType}", tag = "Application keys",
    operation_id = "application_keys_get",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path), ("keyType" = String, Path)),
    responses((status = 200, body = ApplicationKey)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, key)): Path<(String, String)>,
) -> Result<Json<ApplicationKey>, Error> {
    Ok(Json(control.application_key(&caller, &id, KeyRef::Type(key_type(&key)?)).await?.into()))
}

/// Changes grant types, callback URL and properties.
#[utoipa::path(
    put, path = "/applications/{applicationId}/keys/{keyType}", tag = "Application keys",
    operation_id = "application_keys_update",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path), ("keyType" = String, Path)), request_body = KeyBody,
    responses((status = 200, body = ApplicationKey)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, key)): Path<(String, String)>,
    extract::Json(body): extract::Json<KeyBody>,
) -> Result<Json<ApplicationKey>, Error> {
    Ok(Json(control.change_key(&caller, &id, KeyRef::Type(key_type(&key)?), body.terms()?).await?.into()))
}

/// Replaces the secret, and tells the new one once.
#[utoipa::path(
    post, path = "/applications/{applicationId}/keys/{keyType}/regenerate-secret", tag = "Application keys",
    operation_id = "application_keys_regenerate_secret",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path), ("keyType" = String, Path)),
    responses((status = 200, body = ApplicationKeyReGenerateResponse)),
)]
pub async fn regenerate_secret(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, key)): Path<(String, String)>,
) -> Result<Json<ApplicationKeyReGenerateResponse>, Error> {
    let (consumer_key, consumer_secret) =
        control.regenerate_secret(&caller, &id, KeyRef::Type(key_type(&key)?)).await?;
    Ok(Json(ApplicationKeyReGenerateResponse { consumer_key, consumer_secret }))
}

/// Removes a key whatever state it is in, so that it can be generated anew.
#[utoipa::path(
    post, path = "/applications/{applicationId}/keys/{keyType}/clean-up", tag = "Application keys",
    operation_id = "application_keys_clean_up",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path), ("keyType" = String, Path)),
    responses((status = 200)),
)]
pub async fn clean_up(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, key)): Path<(String, String)>,
) -> Result<(), Error> {
    Ok(control.clean_up_key(&caller, &id, KeyRef::Type(key_type(&key)?)).await?)
}

/// An access token of the application's own.
#[utoipa::path(
    post, path = "/applications/{applicationId}/keys/{keyType}/generate-token", tag = "Application keys",
    operation_id = "application_keys_generate_token",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage"])),
    params(("applicationId" = String, Path), ("keyType" = String, Path)), request_body = ApplicationTokenGenerateRequest,
    responses((status = 200, body = ApplicationToken)),
)]
pub async fn generate_token(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, key)): Path<(String, String)>,
    extract::Json(body): extract::Json<ApplicationTokenGenerateRequest>,
) -> Result<Json<ApplicationToken>, Error> {
    Ok(Json(control.generate_token(&caller, &id, KeyRef::Type(key_type(&key)?), body.ask()?).await?.into()))
}
