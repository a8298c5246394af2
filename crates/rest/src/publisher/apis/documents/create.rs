//! `POST /apis/{apiId}/documents`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;

use super::DocumentDto;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};
use crate::publisher::created;

/// Makes a document; its file or text may follow.
#[utoipa::path(
    post, path = "/apis/{apiId}/documents", tag = "API Documents", operation_id = "addAPIDocument",
    security(("OAuth2Security" =
        ["apim:api_create", "apim:api_manage", "apim:document_create", "apim:document_manage"])),
    params(("apiId" = String, Path)),
    request_body = DocumentDto,
    responses((status = 201, body = DocumentDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
    extract::Json(body): extract::Json<DocumentDto>,
) -> Result<impl IntoResponse, Error> {
    let made = control.create_document(&caller, &api, body.into()).await?;
    Ok(created(&format!("/apis/{api}/documents/{}", made.id), DocumentDto::from(made)))
}
