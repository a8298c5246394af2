//! `GET /apis/{apiId}/documents/{documentId}/content`

use axum::extract::State;
use axum::response::Response;
use control::Control;

use crate::api_document::answer;
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::Path;

/// The text or file of a document; 303 to where a linked one is.
#[utoipa::path(
    get, path = "/apis/{apiId}/documents/{documentId}/content", tag = "API Documents",
    operation_id = "apis_documents_content",
    security((), ("OAuth2Security" = [])),
    params(("apiId" = String, Path), ("documentId" = String, Path), ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 303)),
)]
pub async fn content(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path((api, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    Ok(answer(control.catalogue_document_content(&viewer, &api, &id).await?))
}
