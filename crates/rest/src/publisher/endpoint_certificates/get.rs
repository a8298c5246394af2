//! `GET /endpoint-certificates/{alias}`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::certificate::CertificateInfo;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// What a certificate says.
#[utoipa::path(
    get, path = "/endpoint-certificates/{alias}", tag = "Endpoint Certificates", operation_id = "getEndpointCertificateByAlias",
    security(("OAuth2Security" =
        ["apim:api_view", "apim:api_manage", "apim:ep_certificates_view", "apim:ep_certificates_manage"])),
    params(("alias" = String, Path)),
    responses((status = 200, body = CertificateInfo)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(alias): Path<String>,
) -> Result<Json<CertificateInfo>, Error> {
    let found = control.endpoint_certificate(&caller, &alias).await?;
    Ok(Json(CertificateInfo::new(found, control.ambient().now())))
}
