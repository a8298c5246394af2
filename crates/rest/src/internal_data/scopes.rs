//! `GET /scopes`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::tenant::Tenant;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Name of the scope; any when absent.
    scope_key: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownScope)]
#[serde(rename_all = "camelCase")]
struct ScopeDto {
    name: String,
    display_name: String,
    description: String,
    /// Members of any one of them may have it; empty: everybody.
    roles: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownScopeList)]
struct ScopeList {
    count: usize,
    list: Vec<ScopeDto>,
}

/// The scopes of one tenant's APIs.
#[utoipa::path(
    get, path = "/scopes", tag = "Subscription validation", operation_id = "internal_scopes",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header), Wanted), responses((status = 200, body = ScopeList)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
    Query(wanted): Query<Wanted>,
) -> Result<Json<ScopeList>, Error> {
    let all = control.scopes_of_tenant(&caller, &tenant).await?;
    let list: Vec<_> = all
        .into_iter()
        .filter(|s| wanted.scope_key.is_empty() || s.name == wanted.scope_key)
        .map(|s| ScopeDto {
            name: s.name,
            display_name: s.display_name,
            description: s.description,
            roles: s.bindings,
        })
        .collect();
    Ok(Json(ScopeList { count: list.len(), list }))
}
