//! `/apis/{apiId}/documents/{documentId}/content`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use control::document::Document;
use control::{Caller, Control};
use utoipa::ToSchema;

use super::DocumentDto;
use crate::api_document::answer;
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Path};
use crate::publisher::created;

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
pub(in crate::publisher) struct ContentForm {
    /// File of a `FILE` document, of at most 10 MiB.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: Option<String>,
    /// Text of an `INLINE` or `MARKDOWN` document, of at most 1 MiB.
    #[schema(rename = "inlineContent")]
    inline_content: Option<String>,
}

/// The text or file of a document; 303 to where a linked one is.
#[utoipa::path(
    get, path = "/apis/{apiId}/documents/{documentId}/content", tag = "API Documents",
    operation_id = "getAPIDocumentContentByDocumentId",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:document_manage"])),
    params(("apiId" = String, Path), ("documentId" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 303)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    Ok(answer(control.document_content(&caller, &api, &id).await?))
}

/// Replaces the text or file of a document.
#[utoipa::path(
    post, path = "/apis/{apiId}/documents/{documentId}/content", tag = "API Documents",
    operation_id = "addAPIDocumentContent",
    security(("OAuth2Security" =
        ["apim:api_create", "apim:api_manage", "apim:document_create", "apim:document_manage"])),
    params(("apiId" = String, Path), ("documentId" = String, Path)),
    request_body(content = ContentForm, content_type = "multipart/form-data"),
    responses((status = 201, body = DocumentDto)),
)]
pub async fn add(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
    form: Multipart,
) -> Result<impl IntoResponse, Error> {
    let changed = store(&control, &caller, (&api, &id), form).await?;
    Ok(created(&format!("/apis/{api}/documents/{id}/content"), DocumentDto::from(changed)))
}

/// Stores what the form has as the content of a document, which is named by its API and its own id.
pub(in crate::publisher) async fn store(
    control: &Control,
    caller: &Caller,
    (api, id): (&str, &str),
    form: Multipart,
) -> Result<Document, Error> {
    let mut parts = form.files().await?;
    let changed = match (parts.remove("file"), parts.remove("inlineContent")) {
        (Some(file), None) => {
            let name = file.file_name.unwrap_or_default();
            control.upload_document(caller, api, id, &name, &file.content).await
        }
        (None, Some(text)) => control.write_document(caller, api, id, text.text("inlineContent")?).await,
        (None, None) => return Err(Error::invalid("file or inlineContent", "is required")),
        (Some(_), Some(_)) => {
            return Err(Error::invalid("inlineContent", "only one of file and inlineContent may be given"));
        }
    };
    Ok(changed?)
}
