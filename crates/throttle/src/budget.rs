//! What may be used per window, and what a request uses of it.

use std::sync::Arc;

use model::policy::{FailureMode, Limit, Measure, ThrottlePolicy, TimeUnit};

/// A limit as it is enforced. Made once when a policy is compiled and shared by reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// The policy's name, part of counters' keys and of the `RateLimit-Policy` header.
    pub name: Arc<str>,
    pub limit: Limit,
    /// Off: count, mark, and let through.
    pub stop_on_quota_reach: bool,
    pub failure_mode: FailureMode,
    /// The policy document's version: a ledger adopts the amount of the highest it has seen.
    pub version: u64,
}

impl Budget {
    /// Never refuses and costs nothing: limiters skip it.
    pub const UNLIMITED: u64 = u64::MAX;

    /// The quota of a policy; `None` when it is unlimited.
    pub fn of_policy(policy: &ThrottlePolicy, version: u64) -> Option<Arc<Self>> {
        policy.limit.map(|limit| Self::with(policy, limit, version))
    }

    /// The burst limit of a policy, if it has one.
    pub fn of_burst(policy: &ThrottlePolicy, version: u64) -> Option<Arc<Self>> {
        policy.burst.map(|limit| Self::with(policy, limit, version))
    }

    /// Another limit of the same policy, such as that of a condition group.
    pub fn with(policy: &ThrottlePolicy, limit: Limit, version: u64) -> Arc<Self> {
        Arc::new(Self {
            name: policy.name.as_str().into(),
            limit,
            stop_on_quota_reach: policy.stop_on_quota_reach,
            failure_mode: policy.failure_mode,
            version,
        })
    }

    /// So many requests per window, stopping, failing over to local.
    pub fn requests(name: &str, amount: u64, every: u32, unit: TimeUnit) -> Arc<Self> {
        Arc::new(Self {
            name: name.into(),
            limit: Limit { measure: Measure::Requests, amount, every, unit },
            stop_on_quota_reach: true,
            failure_mode: FailureMode::Local,
            version: 0,
        })
    }

    pub const fn is_unlimited(&self) -> bool {
        self.limit.amount == Self::UNLIMITED
    }
}

/// What a request uses, as estimated before or as known after. A request itself always counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Both ways, bodies included.
    pub bytes: u64,
    pub events: u64,
    /// AI tokens, prompt and completion.
    pub tokens: u64,
}

impl Usage {
    pub const fn bytes(bytes: u64) -> Self {
        Self { bytes, events: 0, tokens: 0 }
    }

    /// How much of `measure` it is.
    pub const fn of(self, measure: Measure) -> u64 {
        match measure {
            Measure::Requests => 1,
            Measure::Bytes => self.bytes,
            Measure::Events => self.events,
            Measure::Tokens => self.tokens,
        }
    }
}
