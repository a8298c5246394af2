//! `DELETE /endpoint-certificates/{alias}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes a certificate.
#[utoipa::path(
    delete, path = "/endpoint-certificates/{alias}", tag = "Endpoint Certificates", operation_id = "deleteEndpointCertificateByAlias",
    security(("OAuth2Security" =
        ["apim:api_create", "apim:api_manage", "apim:ep_certificates_update", "apim:ep_certificates_manage"])),
    params(("alias" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(alias): Path<String>,
) -> Result<(), Error> {
    Ok(control.remove_endpoint_certificate(&caller, &alias).await?)
}
