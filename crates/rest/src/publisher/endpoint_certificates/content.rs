//! `GET /endpoint-certificates/{alias}/content`

use axum::extract::State;
use axum::response::Response;
use control::Control;

use crate::certificate::download;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// A certificate as a PEM file.
#[utoipa::path(
    get, path = "/endpoint-certificates/{alias}/content", tag = "Endpoint Certificates", operation_id = "getEndpointCertificateContentByAlias",
    security(("OAuth2Security" =
        ["apim:api_view", "apim:api_manage", "apim:ep_certificates_view", "apim:ep_certificates_manage"])),
    params(("alias" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")),
)]
pub async fn content(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(alias): Path<String>,
) -> Result<Response, Error> {
    Ok(download(&alias, control.endpoint_certificate(&caller, &alias).await?))
}
