//! `GET /endpoint-certificates`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::EndpointCertificateDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{Page, Pagination, encode};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Part of an alias.
    alias: String,
    /// Part of a back end's URL.
    endpoint: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Certificates {
    /// How many are in `certificates`.
    count: usize,
    certificates: Vec<EndpointCertificateDto>,
    pagination: Pagination,
}

/// The tenant's certificates of back ends, by alias.
#[utoipa::path(
    get, path = "/endpoint-certificates", tag = "Endpoint Certificates", operation_id = "getEndpointCertificates",
    security(("OAuth2Security" =
        ["apim:api_view", "apim:api_manage", "apim:ep_certificates_view", "apim:ep_certificates_manage"])),
    params(Asked, Page),
    responses((status = 200, body = Certificates)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(asked): Query<Asked>,
    Query(page): Query<Page>,
) -> Result<Json<Certificates>, Error> {
    let page = page.checked()?;
    let (alias, at) = (asked.alias.as_str(), asked.endpoint.as_str());
    let (rows, total) = control.endpoint_certificates(&caller, alias, at, page.offset, page.limit).await?;
    let mut query = String::new();
    for (name, text) in [("&alias=", alias), ("&endpoint=", at)] {
        if !text.is_empty() {
            query.extend([name, &encode(text)]);
        }
    }
    let rows = rows.into_iter().map(EndpointCertificateDto::from).collect();
    let list = page.list(rows, total, "/endpoint-certificates", &query);
    Ok(Json(Certificates { count: list.count, certificates: list.list, pagination: list.pagination }))
}
