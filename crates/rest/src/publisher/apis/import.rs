//! `POST /apis/import`

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
    /// Where there are as many revisions as there may be, the oldest makes room.
    #[serde(default)]
    rotate_revision: bool,
    /// Change the API if it is there; otherwise its being there is a conflict.
    #[serde(default)]
    overwrite: bool,
    /// Say whether it could be done, and change nothing.
    #[serde(default)]
    dry_run: bool,
}

/// Makes or changes an API as an archive says, with documents, certificates and deployments: all of it, or nothing.
#[utoipa::path(
    post, path = "/apis/import", tag = "Import Export", operation_id = "importAPI",
    security(("OAuth2Security" = ["apim:api_import_export", "apim:admin"])),
    params(How), request_body(content = ArchiveForm, content_type = "multipart/form-data"),
    responses((status = 200, body = String, content_type = "text/plain")),
)]
pub async fn import(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(how): Query<How>,
    mut form: Multipart,
) -> Result<&'static str, Error> {
    let How { preserve_provider, rotate_revision, overwrite, dry_run } = how;
    let how = ApiImport { preserve_provider, overwrite, rotate_revision, dry_run };
    control.import_api(&caller, form.part("file").await?.into(), how).await?;
    Ok(if dry_run { "API can be imported." } else { "API imported successfully." })
}
