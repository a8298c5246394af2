//! `POST /endpoint-certificates`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use utoipa::ToSchema;

use super::EndpointCertificateDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart};
use crate::publisher::certificate_form::Form;
use crate::publisher::created;

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct EndpointCertificateForm {
    /// One X.509 certificate, in PEM or DER.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    certificate: String,
    #[schema(max_length = 30)]
    alias: String,
    /// URL of the back end.
    endpoint: String,
}

/// Stores a certificate of a back end. Gateways do not use it yet: `gateway.backend_ca` says whom they trust.
#[utoipa::path(
    post, path = "/endpoint-certificates", tag = "Endpoint Certificates", operation_id = "addEndpointCertificate",
    security(("OAuth2Security" =
        ["apim:api_create", "apim:api_manage", "apim:ep_certificates_add", "apim:ep_certificates_manage"])),
    request_body(content = EndpointCertificateForm, content_type = "multipart/form-data"),
    responses((status = 201, body = EndpointCertificateDto)),
)]
pub async fn add(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    form: Multipart,
) -> Result<impl IntoResponse, Error> {
    let form = Form::read(form).await?;
    let (alias, at) = (form.required("alias")?, form.required("endpoint")?);
    let made = control.add_endpoint_certificate(&caller, alias, at, form.certificate()?).await?;
    Ok(created(&format!("/endpoint-certificates/{alias}"), EndpointCertificateDto::from(made)))
}
