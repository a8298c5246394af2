//! `/scopes`: OAuth2 scopes that all APIs of a tenant may use.

mod create;
mod delete;
mod get;
mod list;
mod update;
mod usage;
mod validate;

use control::Control;
use model::api::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get, update::update, delete::delete, validate::validate))
        .routes(routes!(usage::usage))
}

#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = Scope)]
pub struct ScopeDto {
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[schema(required)]
    name: String,
    display_name: Option<String>,
    description: Option<String>,
    /// Roles whose members may have the scope; empty: everyone.
    bindings: Option<Vec<String>>,
    /// How many APIs use it.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    usage_count: Option<i64>,
}

impl From<ScopeDto> for Scope {
    fn from(dto: ScopeDto) -> Self {
        Self {
            id: None,
            name: dto.name,
            display_name: dto.display_name.unwrap_or_default(),
            description: dto.description.unwrap_or_default(),
            bindings: dto.bindings.unwrap_or_default(),
            usage_count: None,
        }
    }
}

impl From<Scope> for ScopeDto {
    fn from(scope: Scope) -> Self {
        Self {
            id: scope.id,
            name: scope.name,
            display_name: Some(scope.display_name),
            description: Some(scope.description),
            bindings: Some(scope.bindings),
            usage_count: scope.usage_count,
        }
    }
}
