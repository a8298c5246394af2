//! `GET /system-scopes/{scopeName}`.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};
use crate::publisher::base64_text;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Whose {
    /// Whom the scope must be granted to.
    username: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ScopeSettings {
    name: String,
}

/// Is there such a scope, and would the user be granted it? `scopeName` is its name in base64.
#[utoipa::path(
    get, path = "/system-scopes/{scopeName}", tag = "System scopes",
    operation_id = "systemScopesScopeNameGet",
    security(("OAuth2Security" = ["apim:admin", "apim:scope_manage"])),
    params(("scopeName" = String, Path), Whose), responses((status = 200, body = ScopeSettings)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(encoded): Path<String>,
    Query(whose): Query<Whose>,
) -> Result<Json<ScopeSettings>, Error> {
    let name =
        base64_text(&encoded).ok_or_else(|| Error::invalid("scopeName", "must be a name in base64"))?;
    control.system_scope(&caller, &name, whose.username.as_deref()).await?;
    Ok(Json(ScopeSettings { name }))
}
