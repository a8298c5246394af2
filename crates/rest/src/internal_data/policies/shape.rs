//! A policy in the contract's shape.

use control::gateway_data::Known;
use model::number_of;
use model::policy::{Condition, ConditionGroup, Limit, Measure, PolicyLevel, ThrottlePolicy, TimeUnit};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownPolicy)]
#[serde(rename_all = "camelCase")]
pub struct PolicyDto {
    id: i64,
    /// WSO2's number.
    tenant_id: i64,
    tenant_domain: String,
    name: String,
    quota_type: &'static str,
    /// Absent: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    default_limit: Option<LimitDto>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit_time_unit: Option<&'static str>,
    stop_on_quota_reach: bool,
    /// Of policies of APIs.
    #[serde(skip_serializing_if = "Option::is_none")]
    applicable_level: Option<&'static str>,
    condition_groups: Vec<GroupDto>,
    /// Of custom rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    key_template: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownConditionGroup)]
#[serde(rename_all = "camelCase")]
struct GroupDto {
    policy_id: i64,
    quota_type: &'static str,
    condition_group_id: u32,
    condition: Vec<ConditionDto>,
    default_limit: LimitDto,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownCondition)]
#[serde(rename_all = "camelCase")]
struct ConditionDto {
    condition_type: &'static str,
    name: String,
    value: String,
    is_inverted: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownLimit)]
#[serde(rename_all = "camelCase")]
struct LimitDto {
    #[serde(rename = "type")]
    kind: &'static str,
    quota_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_count: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bandwidth: Option<Amount>,
    /// Events, and AI tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    event_count: Option<Amount>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnownAmount)]
#[serde(rename_all = "camelCase")]
struct Amount {
    time_unit: &'static str,
    unit_time: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_amount: Option<u64>,
    /// Always `B`.
    #[serde(skip_serializing_if = "Option::is_none")]
    data_unit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_count: Option<u64>,
}

impl PolicyDto {
    pub fn of(known: &Known<ThrottlePolicy>, tenant_id: i64) -> Self {
        let (policy, id) = (&known.body, number_of(&format!("{}/{}", known.tenant, known.id)));
        let groups = policy.condition_groups.iter().map(|group| GroupDto::of(id, group));
        Self {
            id,
            tenant_id,
            tenant_domain: known.tenant.clone(),
            name: policy.name.clone(),
            quota_type: policy.limit.map_or("requestCount", |limit| quota_type(limit.measure)),
            default_limit: policy.limit.map(LimitDto::of),
            rate_limit_count: policy.burst.map(|burst| burst.amount),
            rate_limit_time_unit: policy.burst.map(|burst| unit(burst.unit)),
            stop_on_quota_reach: policy.stop_on_quota_reach,
            applicable_level: (policy.level == PolicyLevel::Advanced).then_some("apiLevel"),
            condition_groups: groups.collect(),
            key_template: policy.key_template.clone(),
        }
    }
}

impl GroupDto {
    fn of(policy_id: i64, group: &ConditionGroup) -> Self {
        Self {
            policy_id,
            quota_type: quota_type(group.limit.measure),
            condition_group_id: group.id,
            condition: group.conditions.iter().map(ConditionDto::of).collect(),
            default_limit: LimitDto::of(group.limit),
        }
    }
}

impl ConditionDto {
    fn of(condition: &Condition) -> Self {
        let (condition_type, name, value, invert) = match condition {
            Condition::Ip { address, invert } => ("IPSpecific", String::new(), address.clone(), invert),
            Condition::IpRange { from, to, invert } => {
                ("IPRange", String::new(), format!("{from}-{to}"), invert)
            }
            Condition::Header { name, value, invert } => ("Header", name.clone(), value.clone(), invert),
            Condition::Query { name, value, invert } => ("QueryParam", name.clone(), value.clone(), invert),
            Condition::Claim { name, value, invert } => ("JWTClaims", name.clone(), value.clone(), invert),
        };
        Self { condition_type, name, value, is_inverted: *invert }
    }
}

impl LimitDto {
    fn of(limit: Limit) -> Self {
        let amount = Amount {
            time_unit: unit(limit.unit),
            unit_time: limit.every,
            request_count: None,
            data_amount: None,
            data_unit: None,
            event_count: None,
        };
        let quota_type = quota_type(limit.measure);
        let mut dto =
            Self { kind: quota_type, quota_type, request_count: None, bandwidth: None, event_count: None };
        let n = Some(limit.amount);
        match limit.measure {
            Measure::Requests => dto.request_count = Some(Amount { request_count: n, ..amount }),
            Measure::Bytes => {
                dto.bandwidth = Some(Amount { data_amount: n, data_unit: Some("B"), ..amount });
            }
            Measure::Events | Measure::Tokens => {
                dto.event_count = Some(Amount { event_count: n, ..amount });
            }
        }
        dto
    }
}

const fn quota_type(measure: Measure) -> &'static str {
    match measure {
        Measure::Requests => "requestCount",
        Measure::Bytes => "bandwidthVolume",
        Measure::Events => "eventCount",
        Measure::Tokens => "aiApiQuota",
    }
}

const fn unit(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Sec => "sec",
        TimeUnit::Min => "min",
        TimeUnit::Hour => "hour",
        TimeUnit::Day => "day",
        TimeUnit::Week => "week",
        TimeUnit::Month => "month",
        TimeUnit::Year => "year",
    }
}
