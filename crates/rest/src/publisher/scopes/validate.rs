//! `HEAD /scopes/{scopeId}`

use axum::extract::State;
use axum::http::StatusCode;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};
use crate::publisher::base64_text;

/// Is there a scope of this name? `scopeId` is the name in base64.
#[utoipa::path(
    head, path = "/scopes/{scopeId}", tag = "Scopes", operation_id = "validateScope",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_publish", "apim:api_manage", "apim:shared_scope_manage"])),
    params(("scopeId" = String, Path)),
    responses((status = 200), (status = 404)),
)]
pub async fn validate(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(encoded): Path<String>,
) -> Result<StatusCode, Error> {
    let name = base64_text(&encoded).ok_or_else(|| Error::invalid("scopeId", "must be a name in base64"))?;
    if control.scope_exists(&caller, &name).await? { Ok(StatusCode::OK) } else { Err(Error::NotFound) }
}
