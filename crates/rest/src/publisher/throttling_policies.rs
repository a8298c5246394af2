//! `/throttling-policies`: what APIs may offer and be limited by.

mod get;
mod list;
mod streaming;

use std::collections::BTreeMap;

use control::Control;
use control::policy::{Amount, Policy};
use model::policy::{PolicyLevel, TimeUnit};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(streaming::streaming))
        .routes(routes!(get::get))
}

/// A policy as publishers see it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ThrottlingPolicy)]
pub struct PolicyDto {
    name: String,
    description: String,
    /// `subscription` or `api`.
    policy_level: &'static str,
    display_name: String,
    attributes: BTreeMap<String, String>,
    /// Requests, or units of data, per window.
    request_count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_unit: Option<String>,
    /// The window in milliseconds.
    unit_time: u64,
    time_unit: String,
    rate_limit_count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit_time_unit: Option<String>,
    /// `REQUESTCOUNT` or `BANDWIDTHVOLUME`.
    quota_policy_type: &'static str,
    /// `FREE` or `COMMERCIAL`.
    tier_plan: String,
    stop_on_quota_reach: bool,
    monetization_properties: BTreeMap<String, String>,
}

impl From<&Policy> for PolicyDto {
    fn from(policy: &Policy) -> Self {
        let plan = policy.terms.plan.clone().unwrap_or_default();
        let quota = &policy.terms.quota;
        let (request_count, data_unit, quota_policy_type) = match quota.amount {
            Amount::Requests(n) | Amount::Events(n) => (n, None, "REQUESTCOUNT"),
            Amount::Bandwidth { amount, unit } => {
                let unit = serde_json::to_value(unit).ok().and_then(|u| u.as_str().map(str::to_owned));
                (amount, unit, "BANDWIDTHVOLUME")
            }
        };
        let burst = policy.terms.burst.as_ref();
        Self {
            name: policy.name.clone(),
            description: policy.description.clone(),
            policy_level: if policy.level == PolicyLevel::Advanced { "api" } else { "subscription" },
            display_name: policy.display_name.clone(),
            attributes: plan.custom_attributes.into_iter().map(|a| (a.name, a.value)).collect(),
            request_count,
            data_unit,
            unit_time: u64::from(quota.every) * millis(&quota.unit),
            time_unit: quota.unit.clone(),
            rate_limit_count: burst.map_or(0, |b| b.count),
            rate_limit_time_unit: burst.map(|b| b.unit.clone()),
            quota_policy_type,
            tier_plan: plan.billing_plan,
            stop_on_quota_reach: plan.stop_on_quota_reach,
            monetization_properties: plan.monetization.map(|m| m.properties).unwrap_or_default(),
        }
    }
}

/// Length of a unit; months and years as WSO2 reckons them, with 30 and 365 days.
fn millis(unit: &str) -> u64 {
    const DAY: u64 = 86_400_000;
    match TimeUnit::parse(unit) {
        Some(TimeUnit::Sec) => 1_000,
        Some(TimeUnit::Min) | None => 60_000,
        Some(TimeUnit::Hour) => 3_600_000,
        Some(TimeUnit::Day) => DAY,
        Some(TimeUnit::Week) => 7 * DAY,
        Some(TimeUnit::Month) => 30 * DAY,
        Some(TimeUnit::Year) => 365 * DAY,
    }
}

/// The contract's name of a level; it misspells one, clients do either.
fn level(text: &str) -> Result<PolicyLevel, Error> {
    match text {
        "api" => Ok(PolicyLevel::Advanced),
        "subscription" | "subcription" => Ok(PolicyLevel::Subscription),
        _ => Err(Error::invalid("policyLevel", "must be api or subscription")),
    }
}

/// Plans of request/response APIs; those of events have their own list, and nobody chooses `Unauthenticated`.
fn is_offered(policy: &Policy) -> bool {
    !matches!(policy.terms.quota.amount, Amount::Events(_)) && policy.name != model::policy::UNAUTHENTICATED
}
