//! `GET /subscriptions`

use axum::Json;
use axum::extract::State;
use control::Control;
use model::catalog::{Kind, Subscription};
use model::number_of;
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

/// UUIDs or numbers; any when absent.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Wanted {
    api_id: String,
    app_id: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownSubscription)]
#[serde(rename_all = "camelCase")]
struct SubscriptionDto {
    subscription_id: i64,
    #[serde(rename = "subscriptionUUID")]
    subscription_uuid: String,
    /// Name of the business plan.
    policy_id: String,
    api_id: i64,
    #[serde(rename = "apiUUID")]
    api_uuid: String,
    app_id: i64,
    #[serde(rename = "applicationUUID")]
    application_uuid: String,
    subscription_state: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownSubscriptionList)]
struct SubscriptionList {
    count: usize,
    list: Vec<SubscriptionDto>,
}

/// The subscriptions of applications to APIs.
#[utoipa::path(
    get, path = "/subscriptions", tag = "Subscription validation", operation_id = "internal_subscriptions",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("xWSO2Tenant" = Option<String>, Header), Wanted), responses((status = 200, body = SubscriptionList)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Tenant(tenant): Tenant,
    Query(wanted): Query<Wanted>,
) -> Result<Json<SubscriptionList>, Error> {
    let all = control.known_to_gateways::<Subscription>(&caller, &tenant, Kind::Subscription).await?;
    let list: Vec<_> = all
        .into_iter()
        .map(|known| known.body)
        .filter(|s| {
            is_asked_for(&s.api_id, &wanted.api_id) && is_asked_for(&s.application_id, &wanted.app_id)
        })
        .map(|s| SubscriptionDto {
            subscription_id: number_of(&s.subscription_id),
            subscription_uuid: s.subscription_id,
            policy_id: s.policy,
            api_id: number_of(&s.api_id),
            api_uuid: s.api_id,
            app_id: number_of(&s.application_id),
            application_uuid: s.application_id,
            subscription_state: s.state.as_str(),
        })
        .collect();
    Ok(Json(SubscriptionList { count: list.len(), list }))
}
