//! `PUT /scopes/{scopeId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::ScopeDto;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// Changes display name, description and roles of a shared scope; its name stays.
#[utoipa::path(
    put, path = "/scopes/{scopeId}", tag = "Scopes", operation_id = "updateSharedScope",
    security(("OAuth2Security" = ["apim:shared_scope_manage"])),
    params(("scopeId" = String, Path)),
    request_body = ScopeDto,
    responses((status = 200, body = ScopeDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<ScopeDto>,
) -> Result<Json<ScopeDto>, Error> {
    Ok(Json(control.update_shared_scope(&caller, &id, body.into()).await?.into()))
}
