//! `GET /throttling-policies/streaming/subscription`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::policy::{Amount, Policy};
use model::policy::PolicyLevel;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{List, Page};

/// A business plan of streaming APIs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StreamingSubscriptionPolicy)]
pub struct StreamingPolicy {
    uuid: String,
    policy_name: String,
    display_name: String,
    description: String,
    is_deployed: bool,
    default_limit: EventLimit,
    subscriber_count: u32,
    stop_on_quota_reach: bool,
    billing_plan: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EventLimit {
    /// Always `EVENTCOUNTLIMIT`.
    #[serde(rename = "type")]
    kind: &'static str,
    event_count: EventCount,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EventCount {
    time_unit: String,
    unit_time: u32,
    event_count: u64,
}

fn streaming_policy(policy: &Policy) -> Option<StreamingPolicy> {
    let quota = &policy.terms.quota;
    let Amount::Events(event_count) = quota.amount else { return None };
    let plan = policy.terms.plan.clone().unwrap_or_default();
    let event_count = EventCount { time_unit: quota.unit.clone(), unit_time: quota.every, event_count };
    Some(StreamingPolicy {
        uuid: policy.id.clone(),
        policy_name: policy.name.clone(),
        display_name: policy.display_name.clone(),
        description: policy.description.clone(),
        is_deployed: true,
        default_limit: EventLimit { kind: "EVENTCOUNTLIMIT", event_count },
        subscriber_count: plan.subscriber_count,
        stop_on_quota_reach: plan.stop_on_quota_reach,
        billing_plan: plan.billing_plan,
    })
}

/// The business plans of streaming APIs.
#[utoipa::path(
    get, path = "/throttling-policies/streaming/subscription", tag = "Throttling Policies",
    operation_id = "getSubscriptionThrottlingPolicies",
    security(("OAuth2Security" = ["apim:api_view", "apim:tier_view", "apim:tier_manage"])),
    params(Page),
    responses((status = 200, body = List<StreamingPolicy>)),
)]
pub async fn streaming(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(page): Query<Page>,
) -> Result<Json<List<StreamingPolicy>>, Error> {
    let page = page.checked()?;
    let all = control.policies(&caller, PolicyLevel::Subscription).await?;
    let list = all.iter().filter_map(streaming_policy).collect();
    Ok(Json(page.cut(list, "/throttling-policies/streaming/subscription", "")))
}
