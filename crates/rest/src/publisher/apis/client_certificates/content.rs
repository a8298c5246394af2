//! `GET /apis/{apiId}/client-certificates/{alias}/content` and `/apis/{apiId}/client-certs/{keyType}/{alias}/content`

use axum::extract::State;
use axum::response::Response;
use control::Control;
use control::certificate::client::Which;
use model::application::KeyType;

use super::key_type;
use crate::certificate::download;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// A client certificate as a PEM file.
#[utoipa::path(
    get, path = "/apis/{apiId}/client-certificates/{alias}/content", tag = "Client Certificates",
    operation_id = "getAPIClientCertificateContentByAlias",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:client_certificates_view", "apim:client_certificates_manage"])),
    params(("apiId" = String, Path), ("alias" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")),
)]
pub async fn content(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, alias)): Path<(String, String)>,
) -> Result<Response, Error> {
    let which = Which { api_id: &api, key_type: KeyType::Production, alias: &alias };
    Ok(download(&alias, control.client_certificate(&caller, which).await?))
}

/// A client certificate as a PEM file. For a key type.
#[utoipa::path(
    get, path = "/apis/{apiId}/client-certs/{keyType}/{alias}/content", tag = "Client Certificates",
    operation_id = "getAPIClientCertificateContentByKeyTypeAndAlias",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:client_certificates_view", "apim:client_certificates_manage"])),
    params(("apiId" = String, Path), ("keyType" = String, Path), ("alias" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")),
)]
pub async fn content_of_type(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, kind, alias)): Path<(String, String, String)>,
) -> Result<Response, Error> {
    let which = Which { api_id: &api, key_type: key_type(&kind)?, alias: &alias };
    Ok(download(&alias, control.client_certificate(&caller, which).await?))
}
