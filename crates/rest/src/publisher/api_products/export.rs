//! `GET /api-products/export`

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
    /// `1.0.0` when absent.
    version: Option<String>,
    provider_name: Option<String>,
    /// Number of a revision; the working copy when absent.
    revision_number: Option<String>,
    #[param(inline)]
    format: Option<Notation>,
    /// Otherwise the product and its APIs are CREATED where they are imported.
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
            id: None,
            name: Some(self.name),
            version: said(self.version).or_else(|| Some("1.0.0".to_owned())),
            provider: said(self.provider_name),
            revision: archive::revision_number(self.revision_number)?,
            latest_revision: self.latest_revision,
            format: archive::format(self.format),
            preserve_status: self.preserve_status,
        })
    }
}

/// A product and the APIs it is made of as an archive, without secrets.
#[utoipa::path(
    get, path = "/api-products/export", tag = "Import Export", operation_id = "exportAPIProduct",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_product_import_export"])),
    params(Wanted),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")),
)]
pub async fn export(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    Ok(archive::answer(Box::pin(control.export_product(&caller, wanted.read()?)).await?))
}
