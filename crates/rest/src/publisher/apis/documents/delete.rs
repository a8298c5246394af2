//! `DELETE /apis/{apiId}/documents/{documentId}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes a document with its content.
#[utoipa::path(
    delete, path = "/apis/{apiId}/documents/{documentId}", tag = "API Documents",
    operation_id = "deleteAPIDocument",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:document_manage"])),
    params(("apiId" = String, Path), ("documentId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
) -> Result<(), Error> {
    Ok(control.delete_document(&caller, &api, &id).await?)
}
