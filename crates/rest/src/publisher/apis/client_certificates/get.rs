//! `GET /apis/{apiId}/client-certificates/{alias}` and `/apis/{apiId}/client-certs/{keyType}/{alias}`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::certificate::client::Which;
use model::application::KeyType;

use super::key_type;
use crate::certificate::CertificateInfo;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// What a client certificate says.
#[utoipa::path(
    get, path = "/apis/{apiId}/client-certificates/{alias}", tag = "Client Certificates",
    operation_id = "getAPIClientCertificateByAlias",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:client_certificates_view", "apim:client_certificates_manage"])),
    params(("apiId" = String, Path), ("alias" = String, Path)),
    responses((status = 200, body = CertificateInfo)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, alias)): Path<(String, String)>,
) -> Result<Json<CertificateInfo>, Error> {
    let which = Which { api_id: &api, key_type: KeyType::Production, alias: &alias };
    let found = control.client_certificate(&caller, which).await?;
    Ok(Json(CertificateInfo::new(found, control.ambient().now())))
}

/// What a client certificate says. For a key type.
#[utoipa::path(
    get, path = "/apis/{apiId}/client-certs/{keyType}/{alias}", tag = "Client Certificates",
    operation_id = "getAPIClientCertificateByKeyTypeAndAlias",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:client_certificates_view", "apim:client_certificates_manage"])),
    params(("apiId" = String, Path), ("keyType" = String, Path), ("alias" = String, Path)),
    responses((status = 200, body = CertificateInfo)),
)]
pub async fn get_of_type(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, kind, alias)): Path<(String, String, String)>,
) -> Result<Json<CertificateInfo>, Error> {
    let which = Which { api_id: &api, key_type: key_type(&kind)?, alias: &alias };
    let found = control.client_certificate(&caller, which).await?;
    Ok(Json(CertificateInfo::new(found, control.ambient().now())))
}
