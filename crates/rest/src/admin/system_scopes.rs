//! `/system-scopes`: who gets which scope of the REST APIs.

mod aliases;
mod get;
mod list;
mod update;

use control::Control;
use control::tenant_config::ScopeRoles;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, update::update))
        .routes(routes!(aliases::list, aliases::replace))
        .routes(routes!(get::get))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Scope)]
pub struct ScopeDto {
    name: String,
    /// Any one of them is enough.
    roles: Vec<String>,
    /// The portal that it is for.
    #[serde(default, skip_deserializing)]
    tag: &'static str,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ScopeList)]
pub struct ScopeList {
    #[serde(default, skip_deserializing)]
    count: usize,
    list: Vec<ScopeDto>,
}

const OF_DEVELOPERS: [&str; 7] = [
    "apim:subscribe",
    "apim:api_key",
    "apim:app_manage",
    "apim:app_update",
    "apim:store_settings",
    "apim:sub_alert_manage",
    "apim:sub_manage",
];

/// Beside what only administrators have by default.
const OF_PUBLISHERS: [&str; 3] = ["apim:api_manage", "apim:mcp_server_manage", "apim:shared_scope_manage"];

fn portal(scope: &str) -> &'static str {
    let for_administrators = model::scope::roles(scope) == Some(&[model::user::role::ADMIN]);
    match scope {
        _ if OF_DEVELOPERS.contains(&scope) => "devportal",
        _ if for_administrators && !OF_PUBLISHERS.contains(&scope) => "admin",
        _ => "publisher",
    }
}

impl From<Vec<ScopeRoles>> for ScopeList {
    fn from(all: Vec<ScopeRoles>) -> Self {
        let list: Vec<_> = all
            .into_iter()
            .map(|s| ScopeDto { tag: portal(&s.name), name: s.name, roles: s.roles })
            .collect();
        Self { count: list.len(), list }
    }
}
