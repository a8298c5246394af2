//! `PUT /endpoint-certificates/{alias}`

use axum::Json;
use axum::extract::State;
use control::Control;
use utoipa::ToSchema;

use super::EndpointCertificateDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Path};
use crate::publisher::certificate_form::Form;

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct ReplacementForm {
    /// One X.509 certificate, in PEM or DER.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    certificate: String,
}

/// Replaces a certificate by another of the same back end.
#[utoipa::path(
    put, path = "/endpoint-certificates/{alias}", tag = "Endpoint Certificates", operation_id = "updateEndpointCertificateByAlias",
    security(("OAuth2Security" =
        ["apim:api_create", "apim:api_manage", "apim:ep_certificates_update", "apim:ep_certificates_manage"])),
    params(("alias" = String, Path)),
    request_body(content = ReplacementForm, content_type = "multipart/form-data"),
    responses((status = 200, body = EndpointCertificateDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(alias): Path<String>,
    form: Multipart,
) -> Result<Json<EndpointCertificateDto>, Error> {
    let form = Form::read(form).await?;
    Ok(Json(control.replace_endpoint_certificate(&caller, &alias, form.certificate()?).await?.into()))
}
