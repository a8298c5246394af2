//! `GET /scopes/{scopeId}/usage`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::scope::Usage;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SharedScopeUsage)]
pub struct UsageDto {
    id: String,
    name: String,
    used_api_list: Vec<UsedApi>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SharedScopeUsedAPIInfo)]
struct UsedApi {
    name: String,
    context: String,
    version: String,
    provider: String,
    used_resource_list: Vec<UsedResource>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SharedScopeUsedAPIResourceInfo)]
struct UsedResource {
    target: String,
    verb: String,
}

impl From<Usage> for UsageDto {
    fn from(usage: Usage) -> Self {
        let api = |a: control::scope::UsedBy| UsedApi {
            name: a.name,
            context: a.context,
            version: a.version,
            provider: a.provider,
            used_resource_list: a
                .resources
                .into_iter()
                .map(|r| UsedResource { target: r.target, verb: r.verb })
                .collect(),
        };
        Self { id: usage.id, name: usage.name, used_api_list: usage.apis.into_iter().map(api).collect() }
    }
}

/// The APIs that have a shared scope, with the operations that ask for it.
#[utoipa::path(
    get, path = "/scopes/{scopeId}/usage", tag = "Scopes", operation_id = "getSharedScopeUsages",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:shared_scope_manage"])),
    params(("scopeId" = String, Path)),
    responses((status = 200, body = UsageDto)),
)]
pub async fn usage(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<UsageDto>, Error> {
    Ok(Json(control.scope_usage(&caller, &id).await?.into()))
}
