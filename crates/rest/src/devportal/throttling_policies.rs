//! `/throttling-policies`: what applications and subscriptions may choose from.

mod get;
mod list;

use std::collections::BTreeMap;

use control::Control;
use control::policy::{Amount, Policy};
use model::policy::PolicyLevel;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list::list)).routes(routes!(get::get))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThrottlingPolicy {
    name: String,
    description: String,
    /// `application` or `subscription`.
    policy_level: String,
    attributes: BTreeMap<String, String>,
    /// Requests, events, or units of data, per window.
    request_count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_unit: Option<String>,
    /// The window is so many time units long.
    unit_time: u32,
    time_unit: String,
    rate_limit_count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit_time_unit: Option<String>,
    /// `REQUESTCOUNT` or `BANDWIDTHVOLUME`; absent for other measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    quota_policy_type: Option<&'static str>,
    /// `FREE` or `COMMERCIAL`.
    tier_plan: String,
    stop_on_quota_reach: bool,
}

impl From<&Policy> for ThrottlingPolicy {
    fn from(policy: &Policy) -> Self {
        let plan = policy.terms.plan.clone().unwrap_or_default();
        let quota = &policy.terms.quota;
        let (request_count, data_unit, kind) = match quota.amount {
            Amount::Requests(n) => (n, None, Some("REQUESTCOUNT")),
            Amount::Events(n) => (n, None, None),
            Amount::Bandwidth { amount, unit } => {
                let unit = serde_json::to_value(unit).ok().and_then(|u| u.as_str().map(str::to_owned));
                (amount, unit, Some("BANDWIDTHVOLUME"))
            }
        };
        let burst = policy.terms.burst.as_ref();
        Self {
            name: policy.name.clone(),
            description: policy.description.clone(),
            policy_level: policy.level.as_str().to_owned(),
            attributes: plan.custom_attributes.into_iter().map(|a| (a.name, a.value)).collect(),
            request_count,
            data_unit,
            unit_time: quota.every,
            time_unit: quota.unit.clone(),
            rate_limit_count: burst.map_or(0, |b| b.count),
            rate_limit_time_unit: burst.map(|b| b.unit.clone()),
            quota_policy_type: kind,
            tier_plan: plan.billing_plan,
            stop_on_quota_reach: plan.stop_on_quota_reach,
        }
    }
}

fn level(text: &str) -> Result<PolicyLevel, Error> {
    match text {
        "application" => Ok(PolicyLevel::Application),
        "subscription" => Ok(PolicyLevel::Subscription),
        _ => Err(Error::invalid("policyLevel", "must be application or subscription")),
    }
}
