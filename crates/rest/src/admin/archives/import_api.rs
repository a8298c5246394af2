//! `POST /import/api`

use axum::extract::State;
use control::Control;
use control::archive::ApiImport;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::archive::{self, ArchiveForm};
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct How {
    /// The API belongs to whom the archive names; otherwise to the caller.
    #[serde(default = "archive::yes")]
    #[param(default = true)]
    preserve_provider: bool,
    /// Change the API if it is there; otherwise its being there is a conflict.
    #[serde(default)]
    overwrite: bool,
}

/// Makes or changes an API as an archive says: all of it, or nothing.
#[utoipa::path(
    post, path = "/import/api", tag = "API (Individual)", operation_id = "importApiArchive",
    security(("OAuth2Security" = ["apim:admin", "apim:api_import_export"])),
    params(How), request_body(content = ArchiveForm, content_type = "multipart/form-data"),
    responses((status = 200, body = String, content_type = "text/plain")),
)]
pub async fn import(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(how): Query<How>,
    mut form: Multipart,
) -> Result<&'static str, Error> {
    let How { preserve_provider, overwrite } = how;
    let how = ApiImport { preserve_provider, overwrite, rotate_revision: false, dry_run: false };
    control.import_api(&caller, form.part("file").await?.into(), how).await?;
    Ok("API imported successfully.")
}
