//! `DELETE /apis/{apiId}/client-certificates/{alias}` and `/apis/{apiId}/client-certs/{keyType}/{alias}`

use axum::extract::State;
use control::Control;
use control::certificate::client::Which;
use model::application::KeyType;

use super::key_type;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes a client certificate.
#[utoipa::path(
    delete, path = "/apis/{apiId}/client-certificates/{alias}", tag = "Client Certificates",
    operation_id = "deleteAPIClientCertificateByAlias",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:client_certificates_update"])),
    params(("apiId" = String, Path), ("alias" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, alias)): Path<(String, String)>,
) -> Result<(), Error> {
    let which = Which { api_id: &api, key_type: KeyType::Production, alias: &alias };
    Ok(control.remove_client_certificate(&caller, which).await?)
}

/// Deletes a client certificate. For a key type.
#[utoipa::path(
    delete, path = "/apis/{apiId}/client-certs/{keyType}/{alias}", tag = "Client Certificates",
    operation_id = "deleteAPIClientCertificateByKeyTypeAndAlias",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:client_certificates_update"])),
    params(("apiId" = String, Path), ("keyType" = String, Path), ("alias" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete_of_type(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, kind, alias)): Path<(String, String, String)>,
) -> Result<(), Error> {
    let which = Which { api_id: &api, key_type: key_type(&kind)?, alias: &alias };
    Ok(control.remove_client_certificate(&caller, which).await?)
}
