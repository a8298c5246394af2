//! `GET /api-products/{apiProductId}/documents/{documentId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::CallerExtractor;
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::documents::DocumentDto;

/// One document.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}/documents/{documentId}", tag = "API Product Documents",
    operation_id = "getAPIProductDocument",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path), ("documentId" = String, Path)),
    responses((status = 200, body = DocumentDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath((api, id)): ProductPath<(String, String)>,
) -> Result<Json<DocumentDto>, Error> {
    Ok(Json(control.document(&caller, &api, &id).await?.into()))
}
