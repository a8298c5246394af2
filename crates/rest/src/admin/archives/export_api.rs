//! `GET /export/api`

use axum::extract::State;
use axum::response::Response;
use control::Control;

use super::Wanted;
use crate::archive;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

/// An API's working copy as an archive, without secrets.
#[utoipa::path(
    get, path = "/export/api", tag = "API (Individual)", operation_id = "exportApiArchive",
    security(("OAuth2Security" = ["apim:admin", "apim:api_import_export"])),
    params(Wanted),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")),
)]
pub async fn export(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    Ok(archive::answer(control.export_api(&caller, wanted.into()).await?))
}
