//! `PUT /apis/{apiId}/documents/{documentId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::DocumentDto;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// Replaces what is said about a document. A content that is not of the new source goes.
#[utoipa::path(
    put, path = "/apis/{apiId}/documents/{documentId}", tag = "API Documents", operation_id = "updateAPIDocument",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:document_manage"])),
    params(("apiId" = String, Path), ("documentId" = String, Path)),
    request_body = DocumentDto,
    responses((status = 200, body = DocumentDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
    extract::Json(body): extract::Json<DocumentDto>,
) -> Result<Json<DocumentDto>, Error> {
    Ok(Json(control.update_document(&caller, &api, &id, body.into()).await?.into()))
}
