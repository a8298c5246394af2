//! `GET /export/api-product`

use axum::extract::State;
use axum::response::Response;
use control::Control;
use control::archive::ApiExport;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::archive::{self, Notation};
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    name: String,
    version: String,
    provider_name: Option<String>,
    #[param(inline)]
    format: Option<Notation>,
    /// Otherwise the product and its APIs are CREATED where they are imported.
    #[serde(default = "archive::yes")]
    #[param(default = true)]
    preserve_status: bool,
}

/// A product's working copy and the APIs it is made of as an archive, without secrets.
#[utoipa::path(
    get, path = "/export/api-product", tag = "API Product (Individual)", operation_id = "exportProductArchive",
    security(("OAuth2Security" = ["apim:admin", "apim:api_product_import_export"])),
    params(Wanted),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")),
)]
pub async fn export(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    let wanted = ApiExport {
        name: Some(wanted.name),
        version: Some(wanted.version),
        provider: wanted.provider_name.filter(|p| !p.is_empty()),
        format: archive::format(wanted.format),
        preserve_status: wanted.preserve_status,
        ..ApiExport::default()
    };
    Ok(archive::answer(Box::pin(control.export_product(&caller, wanted)).await?))
}
