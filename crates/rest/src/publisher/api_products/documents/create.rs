//! `POST /api-products/{apiProductId}/documents`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;

use crate::error::Error;
use crate::extract::{self, CallerExtractor};
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::documents::DocumentDto;
use crate::publisher::created;

/// Makes a document; its file or text may follow.
#[utoipa::path(
    post, path = "/api-products/{apiProductId}/documents", tag = "API Product Documents", operation_id = "addAPIProductDocument",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    request_body = DocumentDto,
    responses((status = 201, body = DocumentDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(api): ProductPath<String>,
    extract::Json(body): extract::Json<DocumentDto>,
) -> Result<impl IntoResponse, Error> {
    let made = control.create_document(&caller, &api, body.into()).await?;
    Ok(created(&format!("/api-products/{api}/documents/{}", made.id), DocumentDto::from(made)))
}
