//! `PUT /system-scopes`.

use axum::Json;
use axum::extract::State;
use control::Control;
use control::tenant_config::ScopeRoles;

use super::ScopeList;
use crate::error::Error;
use crate::extract::{self, CallerExtractor};

/// Gives scopes to other roles; those that are not in the list stay as they are.
#[utoipa::path(
    put, path = "/system-scopes", tag = "System scopes", operation_id = "updateRolesForScope",
    security(("OAuth2Security" = ["apim:admin", "apim:scope_manage"])),
    request_body = ScopeList, responses((status = 200, body = ScopeList)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<ScopeList>,
) -> Result<Json<ScopeList>, Error> {
    let changes = body.list.into_iter().map(|s| ScopeRoles { name: s.name, roles: s.roles }).collect();
    Ok(Json(control.change_system_scopes(&caller, changes).await?.into()))
}
