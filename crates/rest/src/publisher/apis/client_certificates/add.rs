//! `POST /apis/{apiId}/client-certificates` and `/apis/{apiId}/client-certs/{keyType}`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use control::certificate::client::Which;
use model::application::KeyType;

use super::{ClientCertificateDto, NewForm, key_type};
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Path};
use crate::publisher::certificate_form::Form;
use crate::publisher::created;

/// Stores a client certificate. Gateways do not use it yet.
#[utoipa::path(
    post, path = "/apis/{apiId}/client-certificates", tag = "Client Certificates",
    operation_id = "addAPIClientCertificate",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:client_certificates_add", "apim:client_certificates_manage"])),
    params(("apiId" = String, Path)),
    request_body(content = NewForm, content_type = "multipart/form-data"),
    responses((status = 201, body = ClientCertificateDto)),
)]
pub async fn add(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
    form: Multipart,
) -> Result<impl IntoResponse, Error> {
    let form = Form::read(form).await?;
    let (alias, tier) = (form.required("alias")?, form.required("tier")?);
    let which = Which { api_id: &api, key_type: KeyType::Production, alias };
    let made = control.add_client_certificate(&caller, which, tier, form.certificate()?).await?;
    Ok(created(&format!("/apis/{api}/client-certificates/{alias}"), ClientCertificateDto::from(made)))
}

/// Stores a client certificate. Gateways do not use it yet. For a key type.
#[utoipa::path(
    post, path = "/apis/{apiId}/client-certs/{keyType}", tag = "Client Certificates",
    operation_id = "addAPIClientCertificateOfGivenKeyType",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:client_certificates_add", "apim:client_certificates_manage"])),
    params(("apiId" = String, Path), ("keyType" = String, Path)),
    request_body(content = NewForm, content_type = "multipart/form-data"),
    responses((status = 201, body = ClientCertificateDto)),
)]
pub async fn add_of_type(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, kind)): Path<(String, String)>,
    form: Multipart,
) -> Result<impl IntoResponse, Error> {
    let form = Form::read(form).await?;
    let (alias, tier) = (form.required("alias")?, form.required("tier")?);
    let which = Which { api_id: &api, key_type: key_type(&kind)?, alias };
    let made = control.add_client_certificate(&caller, which, tier, form.certificate()?).await?;
    Ok(created(&format!("/apis/{api}/client-certs/{kind}/{alias}"), ClientCertificateDto::from(made)))
}
