//! `GET /subscription-policies`, `/application-policies`, `/api-policies`, `/global-policies` and `/keyTemplates`: one
//! question about five levels.

mod shape;

use axum::Json;
use axum::extract::State;
use control::{Caller, Control};
use model::catalog::Kind;
use model::policy::{PolicyLevel, ThrottlePolicy};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::shape::PolicyDto;
use super::tenant::Tenant;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(subscription))
        .routes(routes!(application))
        .routes(routes!(api))
        .routes(routes!(global))
        .routes(routes!(key_templates))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Any when absent.
    policy_name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownPolicyList)]
struct PolicyList {
    count: usize,
    list: Vec<PolicyDto>,
}

async fn list(
    control: &Control,
    caller: &Caller,
    tenant: &str,
    level: PolicyLevel,
    wanted: &Wanted,
) -> Result<Json<PolicyList>, Error> {
    let numbers = control.tenant_numbers().await?;
    let all = control.known_to_gateways::<ThrottlePolicy>(caller, tenant, Kind::Policy).await?;
    let list: Vec<_> = all
        .into_iter()
        .filter(|known| known.body.level == level)
        .filter(|known| wanted.policy_name.is_empty() || known.body.name == wanted.policy_name)
        .map(|known| PolicyDto::of(&known, numbers.get(&known.tenant).copied().unwrap_or_default()))
        .collect();
    Ok(Json(PolicyList { count: list.len(), list }))
}

/// Business plans.
#[utoipa::path(
    get, path = "/subscription-policies", tag = "Subscription validation",
    operation_id = "internal_subscription_policies",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header), Wanted), responses((status = 200, body = PolicyList)),
)]
async fn subscription(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
    Query(wanted): Query<Wanted>,
) -> Result<Json<PolicyList>, Error> {
    list(&control, &caller, &tenant, PolicyLevel::Subscription, &wanted).await
}

/// Policies of applications.
#[utoipa::path(
    get, path = "/application-policies", tag = "Subscription validation",
    operation_id = "internal_application_policies",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header), Wanted), responses((status = 200, body = PolicyList)),
)]
async fn application(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
    Query(wanted): Query<Wanted>,
) -> Result<Json<PolicyList>, Error> {
    list(&control, &caller, &tenant, PolicyLevel::Application, &wanted).await
}

/// Policies of APIs and their operations.
#[utoipa::path(
    get, path = "/api-policies", tag = "Subscription validation", operation_id = "internal_api_policies",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header), Wanted), responses((status = 200, body = PolicyList)),
)]
async fn api(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
    Query(wanted): Query<Wanted>,
) -> Result<Json<PolicyList>, Error> {
    list(&control, &caller, &tenant, PolicyLevel::Advanced, &wanted).await
}

/// Custom rules that are in force.
#[utoipa::path(
    get, path = "/global-policies", tag = "Subscription validation", operation_id = "internal_global_policies",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header), Wanted), responses((status = 200, body = PolicyList)),
)]
async fn global(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
    Query(wanted): Query<Wanted>,
) -> Result<Json<PolicyList>, Error> {
    list(&control, &caller, &tenant, PolicyLevel::Custom, &wanted).await
}

/// The key templates of the custom rules that are in force.
#[utoipa::path(
    get, path = "/keyTemplates", tag = "Throttling", operation_id = "internal_key_templates",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header)), responses((status = 200, body = Vec<String>)),
)]
async fn key_templates(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
) -> Result<Json<Vec<String>>, Error> {
    let all = control.known_to_gateways::<ThrottlePolicy>(&caller, &tenant, Kind::Policy).await?;
    Ok(Json(all.into_iter().filter_map(|known| known.body.key_template).collect()))
}
