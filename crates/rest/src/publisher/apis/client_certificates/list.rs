//! `GET /apis/{apiId}/client-certificates` and `/apis/{apiId}/client-certs/{keyType}`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::certificate::client::Which;
use model::application::KeyType;

use super::{ClientCertificates, OfAlias, key_type};
use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};
use crate::paging::Page;

/// An API's client certificates, by alias.
#[utoipa::path(
    get, path = "/apis/{apiId}/client-certificates", tag = "Client Certificates",
    operation_id = "getAPIClientCertificates",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:client_certificates_view", "apim:client_certificates_manage"])),
    params(("apiId" = String, Path), OfAlias, Page),
    responses((status = 200, body = ClientCertificates)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
    Query(asked): Query<OfAlias>,
    Query(page): Query<Page>,
) -> Result<Json<ClientCertificates>, Error> {
    let page = page.checked()?;
    let which = Which { api_id: &api, key_type: KeyType::Production, alias: &asked.alias };
    let found = control.client_certificates(&caller, which, page.offset, page.limit).await?;
    Ok(Json(ClientCertificates::new(found, page, &format!("/apis/{api}/client-certificates"), &asked)))
}

/// An API's client certificates, by alias. For a key type.
#[utoipa::path(
    get, path = "/apis/{apiId}/client-certs/{keyType}", tag = "Client Certificates",
    operation_id = "getAPIClientCertificatesByKeyType",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:client_certificates_view", "apim:client_certificates_manage"])),
    params(("apiId" = String, Path), ("keyType" = String, Path), OfAlias, Page),
    responses((status = 200, body = ClientCertificates)),
)]
pub async fn list_of_type(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, kind)): Path<(String, String)>,
    Query(asked): Query<OfAlias>,
    Query(page): Query<Page>,
) -> Result<Json<ClientCertificates>, Error> {
    let page = page.checked()?;
    let which = Which { api_id: &api, key_type: key_type(&kind)?, alias: &asked.alias };
    let found = control.client_certificates(&caller, which, page.offset, page.limit).await?;
    Ok(Json(ClientCertificates::new(found, page, &format!("/apis/{api}/client-certs/{kind}"), &asked)))
}
