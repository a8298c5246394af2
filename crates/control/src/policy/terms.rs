//! What a policy says, as administrators write it; kept so that reading gives back what was written.

use std::collections::BTreeMap;

use model::policy::{
    Condition, ConditionGroup, FailureMode, Limit, Measure, PolicyLevel, ThrottlePolicy, TimeUnit,
};
use model::user::role;
use serde::{Deserialize, Serialize};

/// WSO2's spelling of "unlimited" in counts of requests and events.
pub const UNLIMITED_COUNT: u64 = i32::MAX as u64;

/// Everything about a policy beside its names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    pub quota: Quota,
    #[serde(default)]
    pub burst: Option<Burst>,
    /// Subscription policies only.
    #[serde(default)]
    pub plan: Option<Plan>,
    /// Advanced policies only.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// Custom rules only.
    #[serde(default)]
    pub rule: Option<CustomRule>,
    /// `None`, of a policy to be written: what it was, or `local`.
    #[serde(default)]
    pub failure_mode: Option<FailureMode>,
}

/// An amount per window of `every` `unit`s.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    pub amount: Amount,
    pub every: u32,
    /// As written, e.g. `min` or `days`; one that [`TimeUnit::parse`] knows.
    pub unit: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    Requests(u64),
    Bandwidth { amount: u64, unit: DataUnit },
    Events(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataUnit {
    #[serde(rename = "KB")]
    Kilobytes,
    #[serde(rename = "MB")]
    Megabytes,
    #[serde(rename = "GB")]
    Gigabytes,
}

/// Requests per one `unit` on top of the quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burst {
    pub count: u64,
    pub unit: String,
}

/// What makes a subscription policy a business plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Off: count, mark, and let through.
    pub stop_on_quota_reach: bool,
    /// `FREE` or `COMMERCIAL`.
    pub billing_plan: String,
    pub permissions: Permissions,
    pub custom_attributes: Vec<Attribute>,
    pub monetization: Option<Monetization>,
    /// GraphQL queries; 0 is no limit.
    pub max_complexity: u32,
    pub max_depth: u32,
    /// Active webhook subscriptions; 0 is no limit.
    pub subscriber_count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    pub name: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Monetization {
    /// `FIXEDRATE` or `DYNAMICRATE`.
    pub plan: String,
    pub properties: BTreeMap<String, String>,
}

/// Who may choose a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    pub permission: Permission,
    pub roles: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Permission {
    Allow,
    Deny,
}

/// Traffic that matches every condition has the group's own quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub description: String,
    pub conditions: Vec<Condition>,
    pub quota: Quota,
}

/// A custom rule as written; `Terms::quota` is what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomRule {
    pub key_template: String,
    pub siddhi_query: String,
}

impl Default for Permissions {
    fn default() -> Self {
        Self { permission: Permission::Allow, roles: vec![role::EVERYONE.to_owned()] }
    }
}

impl Permissions {
    /// Role names are compared without case, as everywhere.
    pub fn admit(&self, roles: &[String]) -> bool {
        let named = self.roles.iter().any(|r| roles.iter().any(|x| x.eq_ignore_ascii_case(r)));
        named == (self.permission == Permission::Allow)
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            stop_on_quota_reach: true,
            billing_plan: "FREE".to_owned(),
            permissions: Permissions::default(),
            custom_attributes: Vec::new(),
            monetization: None,
            max_complexity: 0,
            max_depth: 0,
            subscriber_count: 0,
        }
    }
}

impl DataUnit {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kilobytes => "KB",
            Self::Megabytes => "MB",
            Self::Gigabytes => "GB",
        }
    }
    pub fn parse(s: &str) -> Option<Self> {
        [Self::Kilobytes, Self::Megabytes, Self::Gigabytes]
            .into_iter()
            .find(|u| u.as_str().eq_ignore_ascii_case(s))
    }
    const fn bytes(self) -> u64 {
        match self {
            Self::Kilobytes => 1 << 10,
            Self::Megabytes => 1 << 20,
            Self::Gigabytes => 1 << 30,
        }
    }
}

impl Quota {
    pub fn new(amount: Amount, every: u32, unit: &str) -> Self {
        Self { amount, every, unit: unit.to_owned() }
    }

    pub const fn is_unlimited(&self) -> bool {
        matches!(self.amount, Amount::Requests(n) | Amount::Events(n) if n >= UNLIMITED_COUNT)
    }

    fn limit(&self) -> Limit {
        let (measure, amount) = match self.amount {
            Amount::Requests(n) => (Measure::Requests, n),
            Amount::Bandwidth { amount, unit } => (Measure::Bytes, amount.saturating_mul(unit.bytes())),
            Amount::Events(n) => (Measure::Events, n),
        };
        Limit { measure, amount, every: self.every, unit: unit(&self.unit) }
    }
}

impl Terms {
    pub fn new(quota: Quota) -> Self {
        Self { quota, burst: None, plan: None, groups: Vec::new(), rule: None, failure_mode: None }
    }

    pub(super) fn run_time(&self, level: PolicyLevel, name: &str) -> ThrottlePolicy {
        let burst = self.burst.as_ref().map(|b| Limit {
            measure: Measure::Requests,
            amount: b.count,
            every: 1,
            unit: unit(&b.unit),
        });
        let groups = self.groups.iter().zip(1..).map(|(g, id)| ConditionGroup {
            id,
            conditions: g.conditions.clone(),
            limit: g.quota.limit(),
        });
        ThrottlePolicy {
            level,
            name: name.to_owned(),
            limit: (!self.quota.is_unlimited()).then(|| self.quota.limit()),
            burst,
            stop_on_quota_reach: self.plan.as_ref().is_none_or(|p| p.stop_on_quota_reach),
            condition_groups: groups.collect(),
            key_template: self.rule.as_ref().map(|r| r.key_template.clone()),
            failure_mode: self.failure_mode.unwrap_or_default(),
        }
    }
}

/// Units are checked when a policy is written; a minute is the safe reading of damage.
fn unit(text: &str) -> TimeUnit {
    TimeUnit::parse(text).unwrap_or(TimeUnit::Min)
}
