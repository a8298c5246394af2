//! `PUT /api-products/{apiProductId}/documents/{documentId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{self, CallerExtractor};
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::documents::DocumentDto;

/// Replaces what is said about a document. A content that is not of the new source goes.
#[utoipa::path(
    put, path = "/api-products/{apiProductId}/documents/{documentId}", tag = "API Product Documents", operation_id = "updateAPIProductDocument",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path), ("documentId" = String, Path)),
    request_body = DocumentDto,
    responses((status = 200, body = DocumentDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath((api, id)): ProductPath<(String, String)>,
    extract::Json(body): extract::Json<DocumentDto>,
) -> Result<Json<DocumentDto>, Error> {
    Ok(Json(control.update_document(&caller, &api, &id, body.into()).await?.into()))
}
