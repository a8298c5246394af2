//! `/api-products/{apiProductId}/documents/{documentId}/content`

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use control::Control;

use crate::api_document::answer;
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart};
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::documents::DocumentDto;
use crate::publisher::apis::documents::content::{ContentForm, store};

/// The text or file of a document; 303 to where a linked one is.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}/documents/{documentId}/content", tag = "API Product Documents",
    operation_id = "getAPIProductDocumentContent",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path), ("documentId" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 303)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath((api, id)): ProductPath<(String, String)>,
) -> Result<Response, Error> {
    Ok(answer(control.document_content(&caller, &api, &id).await?))
}

/// Replaces the text or file of a document.
#[utoipa::path(
    post, path = "/api-products/{apiProductId}/documents/{documentId}/content", tag = "API Product Documents",
    operation_id = "addAPIProductDocumentContent",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path), ("documentId" = String, Path)),
    request_body(content = ContentForm, content_type = "multipart/form-data"),
    responses((status = 200, body = DocumentDto)),
)]
pub async fn add(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath((api, id)): ProductPath<(String, String)>,
    form: Multipart,
) -> Result<Json<DocumentDto>, Error> {
    let changed = store(&control, &caller, (&api, &id), form).await?;
    Ok(Json(changed.into()))
}
