//! Throttling policies: what may be used, how much of it, per which window.

use serde::{Deserialize, Serialize};

/// Where a policy applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PolicyLevel {
    /// Per application and user of the token.
    Application,
    /// Business plan: per application and API.
    Subscription,
    /// "Advanced": per API or per operation.
    Advanced,
    /// Custom rule over a key template.
    Custom,
}

impl PolicyLevel {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Subscription => "subscription",
            Self::Advanced => "advanced",
            Self::Custom => "custom",
        }
    }
    pub fn parse(s: &str) -> Option<Self> {
        [Self::Application, Self::Subscription, Self::Advanced, Self::Custom]
            .into_iter()
            .find(|l| l.as_str() == s)
    }
}

/// Unit of a window; windows are aligned to the clock in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeUnit {
    /// Only for burst limits.
    Sec,
    Min,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl TimeUnit {
    /// Accepts WSO2's spellings, singular or plural: `sec`, `min`, `minutes`, `hours`, `days`, ...
    pub fn parse(s: &str) -> Option<Self> {
        Some(match s.to_ascii_lowercase().as_str() {
            "sec" | "second" | "seconds" | "s" => Self::Sec,
            "min" | "minute" | "minutes" | "m" => Self::Min,
            "hour" | "hours" | "h" => Self::Hour,
            "day" | "days" | "d" => Self::Day,
            "week" | "weeks" | "w" => Self::Week,
            "month" | "months" => Self::Month,
            "year" | "years" | "y" => Self::Year,
            _ => return None,
        })
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    Requests,
    /// Bytes both ways.
    Bytes,
    /// Frames, server-sent events, webhook deliveries.
    Events,
    /// AI tokens, prompt and completion.
    Tokens,
}

/// So many of a measure per window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limit {
    pub measure: Measure,
    /// Requests, bytes, events or tokens.
    pub amount: u64,
    /// The window is `every` units long, e.g. 15 and `Min`.
    pub every: u32,
    pub unit: TimeUnit,
}

/// A condition of a condition group; `invert` turns it round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Condition {
    Ip {
        address: String,
        invert: bool,
    },
    IpRange {
        from: String,
        to: String,
        invert: bool,
    },
    /// `value` is a regular expression over the header's value.
    Header {
        name: String,
        value: String,
        invert: bool,
    },
    Query {
        name: String,
        value: String,
        invert: bool,
    },
    /// `value` is a regular expression over the claim's value.
    Claim {
        name: String,
        value: String,
        invert: bool,
    },
}

/// Traffic that matches every condition of a group has the group's own limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionGroup {
    /// Stable within the policy; part of the counter's key.
    pub id: u32,
    pub conditions: Vec<Condition>,
    pub limit: Limit,
}

/// A policy as run-time roles need it. `limit: None` means unlimited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThrottlePolicy {
    pub level: PolicyLevel,
    pub name: String,
    pub limit: Option<Limit>,
    /// Requests per second or minute on top of the quota.
    #[serde(default)]
    pub burst: Option<Limit>,
    /// Off: count, mark, and let through.
    #[serde(default = "yes")]
    pub stop_on_quota_reach: bool,
    #[serde(default)]
    pub condition_groups: Vec<ConditionGroup>,
    /// Custom rules: the key template, e.g. `$userId:$apiContext`.
    #[serde(default)]
    pub key_template: Option<String>,
    #[serde(default)]
    pub failure_mode: FailureMode,
}

/// What a gateway does with a counter when no traffic manager answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureMode {
    /// The limit divided by the gateways known, per gateway.
    #[default]
    Local,
    Open,
    Closed,
}

const fn yes() -> bool {
    true
}

/// The policy name that never limits.
pub const UNLIMITED: &str = "Unlimited";
/// Plan of an API without plans: any valid token works unsubscribed.
pub const SUBSCRIPTIONLESS: &str = "DefaultSubscriptionless";
/// Policy of resources called without authentication.
pub const UNAUTHENTICATED: &str = "Unauthenticated";
