//! `GET /api-products/{apiProductId}/documents`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{List, Page};
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::documents::DocumentDto;

/// The documents of a product that the caller may read, by name.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}/documents", tag = "API Product Documents", operation_id = "getAPIProductDocuments",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path), Page),
    responses((status = 200, body = List<DocumentDto>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(api): ProductPath<String>,
    Query(page): Query<Page>,
) -> Result<Json<List<DocumentDto>>, Error> {
    let page = page.checked()?;
    let found = control.documents(&caller, &api, page.offset, page.limit).await?;
    let list = found.list.into_iter().map(DocumentDto::from).collect();
    Ok(Json(page.list(list, found.total, &format!("/api-products/{api}/documents"), "")))
}
