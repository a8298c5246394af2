//! `GET /apis/{apiId}/documents`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::DocumentDto;
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::paging::{List, Page};

/// The documents of an API that the viewer may read, by name.
#[utoipa::path(
    get, path = "/apis/{apiId}/documents", tag = "API Documents",
    operation_id = "apis_documents_list",
    security((), ("OAuth2Security" = [])),
    params(("apiId" = String, Path), Page, ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = List<DocumentDto>)),
)]
pub async fn list(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path(api): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<List<DocumentDto>>, Error> {
    let page = page.checked()?;
    let found = control.catalogue_documents(&viewer, &api, page.offset, page.limit).await?;
    let list = found.list.into_iter().map(DocumentDto::from).collect();
    Ok(Json(page.list(list, found.total, &format!("/apis/{api}/documents"), "")))
}
