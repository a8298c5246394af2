//! `GET /system-scopes`.

use axum::Json;
use axum::extract::State;
use control::Control;

use super::ScopeList;
use crate::error::Error;
use crate::extract::CallerExtractor;

/// Every scope of the REST APIs with the roles that it is given to.
#[utoipa::path(
    get, path = "/system-scopes", tag = "System scopes", operation_id = "systemScopesGet",
    security(("OAuth2Security" = ["apim:scope_manage", "apim:admin"])),
    responses((status = 200, body = ScopeList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<ScopeList>, Error> {
    Ok(Json(control.system_scopes(&caller).await?.into()))
}
