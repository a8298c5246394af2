//! `GET /scopes/{scopeId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::ScopeDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// One shared scope.
#[utoipa::path(
    get, path = "/scopes/{scopeId}", tag = "Scopes", operation_id = "getSharedScope",
    security(("OAuth2Security" = ["apim:api_view", "apim:shared_scope_manage"])),
    params(("scopeId" = String, Path)),
    responses((status = 200, body = ScopeDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<ScopeDto>, Error> {
    Ok(Json(control.get_shared_scope(&caller, &id).await?.into()))
}
