//! `POST /api-products/import`

use axum::extract::State;
use control::Control;
use control::archive::{ApiImport, ProductImport};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::archive::{self, ArchiveForm};
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct How {
    /// Product and APIs belong to whom the archive names; otherwise to the caller.
    #[serde(default = "archive::yes")]
    #[param(default = true)]
    preserve_provider: bool,
    /// Where there are as many revisions as there may be, the oldest makes room.
    #[serde(default)]
    rotate_revision: bool,
    /// Make the archive's APIs that are not here.
    #[serde(default, rename = "importAPIs")]
    import_apis: bool,
    /// Change the product if it is there; otherwise its being there is a conflict.
    #[serde(default, rename = "overwriteAPIProduct")]
    overwrite_api_product: bool,
    /// Change the archive's APIs that are here.
    #[serde(default, rename = "overwriteAPIs")]
    overwrite_apis: bool,
}

impl From<How> for ProductImport {
    fn from(how: How) -> Self {
        Self {
            product: ApiImport {
                preserve_provider: how.preserve_provider,
                overwrite: how.overwrite_api_product,
                rotate_revision: how.rotate_revision,
                dry_run: false,
            },
            import_apis: how.import_apis,
            overwrite_apis: how.overwrite_apis,
        }
    }
}

/// Makes or changes a product as an archive says, with the APIs it is made of: all of it, or nothing.
#[utoipa::path(
    post, path = "/api-products/import", tag = "Import Export", operation_id = "importAPIProduct",
    security(("OAuth2Security" = ["apim:api_product_import_export"])),
    params(How), request_body(content = ArchiveForm, content_type = "multipart/form-data"),
    responses((status = 200, body = String, content_type = "text/plain")),
)]
pub async fn import(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(how): Query<How>,
    mut form: Multipart,
) -> Result<&'static str, Error> {
    control.import_product(&caller, form.part("file").await?.into(), how.into()).await?;
    Ok("API Product imported successfully.")
}
