//! `DELETE /api-products/{apiProductId}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes a product that nobody is subscribed to.
#[utoipa::path(
    delete, path = "/api-products/{apiProductId}", tag = "API Products", operation_id = "deleteAPIProduct",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage", "apim:api_product_import_export"])),
    params(("apiProductId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.delete_product(&caller, &id).await?)
}
