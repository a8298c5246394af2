//! `GET` and `PUT /system-scopes/role-aliases`.

use axum::Json;
use axum::extract::State;
use control::Control;
use control::tenant_config::RoleAlias;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{self, CallerExtractor};

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RoleAlias)]
pub struct AliasDto {
    role: String,
    /// What stands for the role; it counts itself only when it is among them.
    aliases: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RoleAliasList)]
pub struct AliasList {
    #[serde(default, skip_deserializing)]
    count: usize,
    list: Vec<AliasDto>,
}

impl From<Vec<RoleAlias>> for AliasList {
    fn from(all: Vec<RoleAlias>) -> Self {
        let list: Vec<_> = all.into_iter().map(|a| AliasDto { role: a.role, aliases: a.aliases }).collect();
        Self { count: list.len(), list }
    }
}

/// The roles that stand for others.
#[utoipa::path(
    get, path = "/system-scopes/role-aliases", tag = "System scopes", operation_id = "role_aliases_list",
    security(("OAuth2Security" = ["apim:admin", "apim:scope_manage"])),
    responses((status = 200, body = AliasList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<AliasList>, Error> {
    Ok(Json(control.role_aliases(&caller).await?.into()))
}

/// Replaces all aliases.
#[utoipa::path(
    put, path = "/system-scopes/role-aliases", tag = "System scopes",
    operation_id = "role_aliases_replace",
    security(("OAuth2Security" = ["apim:scope_manage", "apim:admin"])),
    request_body = AliasList, responses((status = 200, body = AliasList)),
)]
pub async fn replace(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<AliasList>,
) -> Result<Json<AliasList>, Error> {
    let aliases = body.list.into_iter().map(|a| RoleAlias { role: a.role, aliases: a.aliases }).collect();
    Ok(Json(control.replace_role_aliases(&caller, aliases).await?.into()))
}
