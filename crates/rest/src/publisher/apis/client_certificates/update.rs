//! `PUT /apis/{apiId}/client-certificates/{alias}` and `/apis/{apiId}/client-certs/{keyType}/{alias}`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::certificate::client::Which;
use model::application::KeyType;

use super::{ChangeForm, ClientCertificateDto, key_type};
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Path};
use crate::publisher::certificate_form::Form;

/// Replaces a client certificate, or its plan.
#[utoipa::path(
    put, path = "/apis/{apiId}/client-certificates/{alias}", tag = "Client Certificates",
    operation_id = "updateAPIClientCertificateByAlias",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:client_certificates_update", "apim:client_certificates_manage"])),
    params(("apiId" = String, Path), ("alias" = String, Path)),
    request_body(content = ChangeForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ClientCertificateDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, alias)): Path<(String, String)>,
    form: Multipart,
) -> Result<Json<ClientCertificateDto>, Error> {
    let form = Form::read(form).await?;
    let which = Which { api_id: &api, key_type: KeyType::Production, alias: &alias };
    let (tier, content) = form.change()?;
    let changed = control.replace_client_certificate(&caller, which, tier, content).await?;
    Ok(Json(changed.into()))
}

/// Replaces a client certificate, or its plan. For a key type.
#[utoipa::path(
    put, path = "/apis/{apiId}/client-certs/{keyType}/{alias}", tag = "Client Certificates",
    operation_id = "updateAPIClientCertificateByKeyTypeAndAlias",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:client_certificates_update", "apim:client_certificates_manage"])),
    params(("apiId" = String, Path), ("keyType" = String, Path), ("alias" = String, Path)),
    request_body(content = ChangeForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ClientCertificateDto)),
)]
pub async fn update_of_type(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, kind, alias)): Path<(String, String, String)>,
    form: Multipart,
) -> Result<Json<ClientCertificateDto>, Error> {
    let form = Form::read(form).await?;
    let which = Which { api_id: &api, key_type: key_type(&kind)?, alias: &alias };
    let (tier, content) = form.change()?;
    let changed = control.replace_client_certificate(&caller, which, tier, content).await?;
    Ok(Json(changed.into()))
}
