//! `GET /apis/{apiId}/documents/{documentId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::DocumentDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// One document.
#[utoipa::path(
    get, path = "/apis/{apiId}/documents/{documentId}", tag = "API Documents",
    operation_id = "getAPIDocumentByDocumentId",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:document_manage"])),
    params(("apiId" = String, Path), ("documentId" = String, Path)),
    responses((status = 200, body = DocumentDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
) -> Result<Json<DocumentDto>, Error> {
    Ok(Json(control.document(&caller, &api, &id).await?.into()))
}
