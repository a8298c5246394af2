//! `DELETE /scopes/{scopeId}`

use axum::extract::State;
use axum::http::StatusCode;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes a shared scope that no API uses.
#[utoipa::path(
    delete, path = "/scopes/{scopeId}", tag = "Scopes", operation_id = "deleteSharedScope",
    security(("OAuth2Security" = ["apim:shared_scope_manage"])),
    params(("scopeId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    control.delete_shared_scope(&caller, &id).await?;
    Ok(StatusCode::OK)
}
