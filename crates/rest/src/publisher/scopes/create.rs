//! `POST /scopes`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;

use super::ScopeDto;
use crate::error::Error;
use crate::extract::{self, CallerExtractor};
use crate::publisher::created;

/// Makes a shared scope.
#[utoipa::path(
    post, path = "/scopes", tag = "Scopes", operation_id = "addSharedScope",
    security(("OAuth2Security" = ["apim:shared_scope_manage"])),
    request_body = ScopeDto,
    responses((status = 201, body = ScopeDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<ScopeDto>,
) -> Result<impl IntoResponse, Error> {
    let made = ScopeDto::from(control.create_shared_scope(&caller, body.into()).await?);
    Ok(created(&format!("/scopes/{}", made.id.as_deref().unwrap_or_default()), made))
}
