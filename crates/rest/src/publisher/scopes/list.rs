//! `GET /scopes`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::ScopeDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{List, Page};

/// The shared scopes, with how many APIs use each.
#[utoipa::path(
    get, path = "/scopes", tag = "Scopes", operation_id = "getSharedScopes",
    security(("OAuth2Security" = ["apim:api_view", "apim:shared_scope_manage"])),
    params(Page),
    responses((status = 200, body = List<ScopeDto>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(page): Query<Page>,
) -> Result<Json<List<ScopeDto>>, Error> {
    let page = page.checked()?;
    let (scopes, total) = control.list_shared_scopes(&caller, page.offset, page.limit).await?;
    Ok(Json(page.list(scopes.into_iter().map(ScopeDto::from).collect(), total, "/scopes", "")))
}
