//! `GET /apis`

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use control::Control;
use model::catalog::{DeployedApi, Kind};
use model::number_of;
use model::policy::UNLIMITED;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::is_asked_for;
use super::tenant::Tenant;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list))
}

/// What is left open fits every API.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Wanted {
    api_id: String,
    context: String,
    version: String,
    /// Name of a gateway environment.
    gateway_label: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeployedApi)]
#[serde(rename_all = "camelCase")]
struct ApiDto {
    uuid: String,
    api_id: i64,
    provider: String,
    name: String,
    version: String,
    context: String,
    /// Throttling policy of the whole API.
    policy: String,
    api_type: String,
    status: String,
    is_default_version: bool,
    /// Gateway environments that it is deployed in.
    environments: Vec<String>,
    url_mappings: Vec<UrlMapping>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UrlMapping {
    auth_scheme: &'static str,
    throttling_policy: String,
    http_method: String,
    url_pattern: String,
    scopes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeployedApiList)]
struct ApiList {
    count: usize,
    list: Vec<ApiDto>,
}

impl From<DeployedApi> for ApiDto {
    fn from(api: DeployedApi) -> Self {
        let mappings = api.operations.into_iter().map(|o| UrlMapping {
            auth_scheme: if o.open { "None" } else { "Any" },
            throttling_policy: o.policy.unwrap_or_else(|| UNLIMITED.to_owned()),
            http_method: o.verb,
            url_pattern: o.target,
            scopes: o.scopes,
        });
        Self {
            api_id: number_of(&api.api_id),
            uuid: api.api_id,
            provider: api.provider,
            name: api.name,
            version: api.version,
            context: api.context,
            policy: api.api_policy.unwrap_or_default(),
            api_type: api.kind,
            status: serde_json::to_value(api.state)
                .ok()
                .and_then(|s| Some(s.as_str()?.to_owned()))
                .unwrap_or_default(),
            is_default_version: api.default_context.is_some(),
            environments: vec![api.environment],
            url_mappings: mappings.collect(),
        }
    }
}

/// The APIs that are deployed.
#[utoipa::path(
    get, path = "/apis", tag = "Subscription validation", operation_id = "internal_apis",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header), Wanted), responses((status = 200, body = ApiList)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
    Query(wanted): Query<Wanted>,
) -> Result<Json<ApiList>, Error> {
    let fits = |given: &str, is: &str| given.is_empty() || given == is;
    let mut found = BTreeMap::<String, ApiDto>::new();
    for known in control.known_to_gateways::<DeployedApi>(&caller, &tenant, Kind::Api).await? {
        let api = known.body;
        if !is_asked_for(&api.api_id, &wanted.api_id)
            || !fits(&wanted.context, &api.context)
            || !fits(&wanted.version, &api.version)
            || !fits(&wanted.gateway_label, &api.environment)
        {
            continue;
        }
        // One document per environment, one API.
        match found.get_mut(&api.api_id) {
            Some(there) => there.environments.push(api.environment),
            None => drop(found.insert(api.api_id.clone(), api.into())),
        }
    }
    let list: Vec<_> = found.into_values().collect();
    Ok(Json(ApiList { count: list.len(), list }))
}
