//! `DELETE /api-products/{apiProductId}/documents/{documentId}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::CallerExtractor;
use crate::publisher::api_products::ProductPath;

/// Deletes a document with its content.
#[utoipa::path(
    delete, path = "/api-products/{apiProductId}/documents/{documentId}", tag = "API Product Documents",
    operation_id = "deleteAPIProductDocument",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path), ("documentId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath((api, id)): ProductPath<(String, String)>,
) -> Result<(), Error> {
    Ok(control.delete_document(&caller, &api, &id).await?)
}
