//! A business plan as the contract writes it (schema `SubscriptionThrottlePolicy`).

use std::collections::BTreeMap;

use control::policy::{Attribute, Draft, Monetization, Permission, Permissions, Plan, Policy, Terms};
use model::policy::PolicyLevel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::throttling::limit::{BurstLimit, FailureModeDto, ThrottleLimit};
use crate::error::Error;

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionThrottlePolicy {
    #[serde(default, skip_deserializing)]
    policy_id: String,
    policy_name: String,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    is_deployed: bool,
    /// Always `SubscriptionThrottlePolicy`.
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default, rename = "graphQLMaxComplexity")]
    graphql_max_complexity: Option<u32>,
    #[serde(default, rename = "graphQLMaxDepth")]
    graphql_max_depth: Option<u32>,
    default_limit: ThrottleLimit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    monetization: Option<MonetizationInfo>,
    #[serde(default)]
    rate_limit_count: Option<i64>,
    #[serde(default)]
    rate_limit_time_unit: Option<String>,
    #[serde(default)]
    custom_attributes: Option<Vec<CustomAttribute>>,
    /// Off: count, and let through what is over the quota.
    #[serde(default)]
    stop_on_quota_reach: Option<bool>,
    #[serde(default)]
    billing_plan: Option<String>,
    #[serde(default)]
    permissions: Option<SubscriptionThrottlePolicyPermission>,
    #[serde(default)]
    subscriber_count: Option<u32>,
    /// What gateways do while no traffic manager answers: `local` (each takes its share of the limit), `open` (admit)
    /// or `closed` (refuse). When absent: what it was; `local` for a new policy.
    #[serde(default)]
    failure_mode: Option<FailureModeDto>,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
struct CustomAttribute {
    name: String,
    value: String,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MonetizationInfo {
    monetization_plan: String,
    #[serde(default)]
    properties: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SubscriptionThrottlePolicyPermission {
    permission_type: PermissionType,
    roles: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum PermissionType {
    Allow,
    Deny,
}

impl From<&Policy> for SubscriptionThrottlePolicy {
    fn from(policy: &Policy) -> Self {
        let plan = policy.terms.plan.clone().unwrap_or_default();
        let burst = BurstLimit::of(policy.terms.burst.as_ref());
        Self {
            policy_id: policy.id.clone(),
            policy_name: policy.name.clone(),
            display_name: Some(policy.display_name.clone()),
            description: Some(policy.description.clone()),
            is_deployed: true,
            kind: Some("SubscriptionThrottlePolicy".to_owned()),
            graphql_max_complexity: Some(plan.max_complexity),
            graphql_max_depth: Some(plan.max_depth),
            default_limit: ThrottleLimit::from(&policy.terms.quota),
            monetization: plan
                .monetization
                .map(|m| MonetizationInfo { monetization_plan: m.plan, properties: m.properties }),
            rate_limit_count: burst.rate_limit_count,
            rate_limit_time_unit: burst.rate_limit_time_unit,
            custom_attributes: Some(plan.custom_attributes.into_iter().map(CustomAttribute::from).collect()),
            stop_on_quota_reach: Some(plan.stop_on_quota_reach),
            billing_plan: Some(plan.billing_plan),
            permissions: Some(plan.permissions.into()),
            subscriber_count: Some(plan.subscriber_count),
            failure_mode: Some(FailureModeDto::of(&policy.terms)),
        }
    }
}

impl SubscriptionThrottlePolicy {
    pub fn into_draft(self) -> Result<Draft, Error> {
        let mut terms = Terms::new(self.default_limit.into_quota("defaultLimit")?);
        let burst = BurstLimit {
            rate_limit_count: self.rate_limit_count,
            rate_limit_time_unit: self.rate_limit_time_unit,
        };
        terms.burst = burst.into_burst()?;
        terms.failure_mode = self.failure_mode.map(Into::into);
        let attributes = self.custom_attributes.unwrap_or_default().into_iter();
        terms.plan = Some(Plan {
            // The contract's default.
            stop_on_quota_reach: self.stop_on_quota_reach.unwrap_or(false),
            billing_plan: self.billing_plan.unwrap_or_else(|| "FREE".to_owned()),
            permissions: self.permissions.map(Permissions::from).unwrap_or_default(),
            custom_attributes: attributes.map(|a| Attribute { name: a.name, value: a.value }).collect(),
            monetization: self
                .monetization
                .map(|m| Monetization { plan: m.monetization_plan, properties: m.properties }),
            max_complexity: self.graphql_max_complexity.unwrap_or(0),
            max_depth: self.graphql_max_depth.unwrap_or(0),
            subscriber_count: self.subscriber_count.unwrap_or(0),
        });
        Ok(Draft {
            level: PolicyLevel::Subscription,
            name: self.policy_name,
            display_name: self.display_name.unwrap_or_default(),
            description: self.description.unwrap_or_default(),
            terms,
        })
    }
}

impl From<Attribute> for CustomAttribute {
    fn from(a: Attribute) -> Self {
        Self { name: a.name, value: a.value }
    }
}

impl From<Permissions> for SubscriptionThrottlePolicyPermission {
    fn from(p: Permissions) -> Self {
        let permission_type = match p.permission {
            Permission::Allow => PermissionType::Allow,
            Permission::Deny => PermissionType::Deny,
        };
        Self { permission_type, roles: p.roles }
    }
}

impl From<SubscriptionThrottlePolicyPermission> for Permissions {
    fn from(p: SubscriptionThrottlePolicyPermission) -> Self {
        let permission = match p.permission_type {
            PermissionType::Allow => Permission::Allow,
            PermissionType::Deny => Permission::Deny,
        };
        Self { permission, roles: p.roles }
    }
}
