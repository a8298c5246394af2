//! `GET /apis/export`

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
    /// Otherwise name and version.
    api_id: Option<String>,
    name: Option<String>,
    version: Option<String>,
    /// Number of a revision; the working copy when absent.
    revision_number: Option<String>,
    provider_name: Option<String>,
    #[param(inline)]
    format: Option<Notation>,
    /// Otherwise the API is CREATED where it is imported.
    #[serde(default = "archive::yes")]
    #[param(default = true)]
    preserve_status: bool,
    /// The newest revision instead of the working copy.
    #[serde(default)]
    latest_revision: bool,
}

impl Wanted {
    fn read(self) -> Result<ApiExport, Error> {
        let said = |text: Option<String>| text.filter(|t| !t.is_empty());
        Ok(ApiExport {
            id: said(self.api_id),
            name: said(self.name),
            version: said(self.version),
            provider: said(self.provider_name),
            revision: archive::revision_number(self.revision_number)?,
            latest_revision: self.latest_revision,
            format: archive::format(self.format),
            preserve_status: self.preserve_status,
        })
    }
}

/// An API as an archive, without secrets.
#[utoipa::path(
    get, path = "/apis/export", tag = "Import Export", operation_id = "exportAPI",
    security(("OAuth2Security" =
        ["apim:api_view", "apim:api_publish", "apim:api_create", "apim:api_import_export", "apim:api_manage"])),
    params(Wanted),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")),
)]
pub async fn export(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    Ok(archive::answer(control.export_api(&caller, wanted.read()?).await?))
}
