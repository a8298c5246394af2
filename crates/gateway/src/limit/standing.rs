//! How a caller stands with a counter, as told in headers.

use std::sync::Arc;

use model::ambient::Timestamp;
use model::policy::Measure;
use throttle::window::nominal_secs;
use throttle::{Budget, Time, Window, wallet};

/// One counter's quota and what is left of it. Header values follow draft-ietf-httpapi-ratelimit-headers-10.
#[derive(Debug, Clone)]
pub struct Standing {
    pub budget: Arc<Budget>,
    /// Left in this window, as far as this core knows.
    pub remaining: u64,
    /// Seconds until the window ends, rounded up.
    pub reset_secs: u64,
}

impl Standing {
    pub(super) fn used_up(budget: &Arc<Budget>, reset_micros: u64) -> Self {
        Self { budget: Arc::clone(budget), remaining: 0, reset_secs: reset_micros.div_ceil(1_000_000) }
    }

    /// Before an owner has told of the window, it ends by our own clock.
    pub(super) fn of(budget: &Arc<Budget>, standing: wallet::Standing, now: Timestamp) -> Self {
        let limit = &budget.limit;
        let ends_in = standing.ends_in.unwrap_or_else(|| {
            let now = Time::from(now);
            Window::at(now, limit.every, limit.unit).end.since(now)
        });
        Self { remaining: standing.remaining, ..Self::used_up(budget, ends_in) }
    }

    /// What is left, as a part of the whole.
    pub(super) fn fraction(&self) -> f64 {
        self.remaining as f64 / self.budget.limit.amount.max(1) as f64
    }

    /// Value of `RateLimit-Policy`, e.g. `"10PerMin";q=10;w=60`.
    pub fn rate_limit_policy(&self) -> String {
        let limit = &self.budget.limit;
        // The draft's registry has requests (the default), content-bytes and concurrent-requests.
        let unit = match limit.measure {
            Measure::Requests => "",
            Measure::Bytes => ";qu=\"content-bytes\"",
            Measure::Events => ";qu=\"events\"",
            Measure::Tokens => ";qu=\"tokens\"",
        };
        // Structured-field integers have at most 15 digits (RFC 8941, section 3.3.1).
        let amount = limit.amount.min(999_999_999_999_999);
        format!("{};q={amount}{unit};w={}", self.name(), nominal_secs(limit.every, limit.unit))
    }

    /// Value of `RateLimit`, e.g. `"10PerMin";r=0;t=17`.
    pub fn rate_limit(&self) -> String {
        format!("{};r={};t={}", self.name(), self.remaining.min(999_999_999_999_999), self.reset_secs)
    }

    /// The policy's name as a structured-field string (RFC 8941, section 3.3.3); what it cannot hold becomes `_`.
    fn name(&self) -> String {
        let mut out = String::with_capacity(self.budget.name.len() + 2);
        out.push('"');
        for c in self.budget.name.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                ' '..='~' => out.push(c),
                _ => out.push('_'),
            }
        }
        out.push('"');
        out
    }
}
