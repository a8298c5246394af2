//! `POST /import/api-product`

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

/// Makes or changes a product as an archive says, with the APIs it is made of: all of it, or nothing.
#[utoipa::path(
    post, path = "/import/api-product", tag = "API Product (Individual)", operation_id = "importProductArchive",
    security(("OAuth2Security" = ["apim:admin", "apim:api_product_import_export"])),
    params(How), request_body(content = ArchiveForm, content_type = "multipart/form-data"),
    responses((status = 200, body = String, content_type = "text/plain")),
)]
pub async fn import(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(how): Query<How>,
    mut form: Multipart,
) -> Result<&'static str, Error> {
    let How { preserve_provider, import_apis, overwrite_api_product, overwrite_apis } = how;
    let product = ApiImport {
        preserve_provider,
        overwrite: overwrite_api_product,
        rotate_revision: false,
        dry_run: false,
    };
    let how = ProductImport { product, import_apis, overwrite_apis };
    control.import_product(&caller, form.part("file").await?.into(), how).await?;
    Ok("API Product imported successfully.")
}
