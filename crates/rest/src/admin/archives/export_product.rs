//! `GET /export/api-product`

use axum::extract::State;
use axum::response::Response;
use control::Control;

use super::Wanted;
use crate::archive;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

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
    Ok(archive::answer(Box::pin(control.export_product(&caller, wanted.into())).await?))
}
