//! `GET /apis/{apiId}/documents/{documentId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::DocumentDto;
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::Path;

/// One document.
#[utoipa::path(
    get, path = "/apis/{apiId}/documents/{documentId}", tag = "API Documents",
    operation_id = "apis_documents_get",
    security((), ("OAuth2Security" = [])),
    params(("apiId" = String, Path), ("documentId" = String, Path), ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = DocumentDto)),
)]
pub async fn get(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path((api, id)): Path<(String, String)>,
) -> Result<Json<DocumentDto>, Error> {
    Ok(Json(control.catalogue_document(&viewer, &api, &id).await?.into()))
}
