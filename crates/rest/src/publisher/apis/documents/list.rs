//! `GET /apis/{apiId}/documents`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::DocumentDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};
use crate::paging::{List, Page};

/// The documents of an API that the caller may read, by name.
#[utoipa::path(
    get, path = "/apis/{apiId}/documents", tag = "API Documents", operation_id = "getAPIDocuments",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:document_manage"])),
    params(("apiId" = String, Path), Page),
    responses((status = 200, body = List<DocumentDto>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<List<DocumentDto>>, Error> {
    let page = page.checked()?;
    let found = control.documents(&caller, &api, page.offset, page.limit).await?;
    let list = found.list.into_iter().map(DocumentDto::from).collect();
    Ok(Json(page.list(list, found.total, &format!("/apis/{api}/documents"), "")))
}
