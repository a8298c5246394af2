//! Names of counters.

use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::budget::Budget;

/// The name of a counter: cheap to clone, its hash computed once. Make it when a table is built or a token is
/// verified, not per request.
#[derive(Clone)]
pub struct CounterKey(Arc<Inner>);

struct Inner {
    hash: u64,
    text: Box<str>,
}

/// What a counter counts for. Parts may be any text; they are escaped.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// `group` is the id of a condition group of the policy.
    Api {
        context: &'a str,
        version: &'a str,
        group: Option<u32>,
    },
    Operation {
        context: &'a str,
        version: &'a str,
        operation: &'a str,
        group: Option<u32>,
    },
    Subscription {
        application: &'a str,
        api: &'a str,
    },
    SubscriptionBurst {
        application: &'a str,
        api: &'a str,
    },
    /// `user` is the whole principal, as `name@tenant`.
    Application {
        application: &'a str,
        user: &'a str,
    },
    ApplicationBurst {
        application: &'a str,
        user: &'a str,
    },
    /// `value` is the key template with its variables filled in.
    Custom {
        value: &'a str,
    },
    /// `kind` is `production` or `sandbox`.
    BackEnd {
        api: &'a str,
        kind: &'a str,
    },
}

impl CounterKey {
    /// The counter of `budget` for `scope` in the tenant that owns the policy. The window's length is part of the
    /// name, the amount is not: a policy whose amount changes goes on with what is spent already.
    pub fn new(tenant: &str, budget: &Budget, scope: Scope<'_>) -> Self {
        let mut text = String::with_capacity(96);
        let limit = &budget.limit;
        let (kind, parts): (&str, [&str; 3]) = match scope {
            Scope::Api { context, version, .. } => ("api", [context, version, ""]),
            Scope::Operation { context, version, operation, .. } => ("op", [context, version, operation]),
            Scope::Subscription { application, api } => ("sub", [application, api, ""]),
            Scope::SubscriptionBurst { application, api } => ("subburst", [application, api, ""]),
            Scope::Application { application, user } => ("app", [application, user, ""]),
            Scope::ApplicationBurst { application, user } => ("appburst", [application, user, ""]),
            Scope::Custom { value } => ("custom", [value, "", ""]),
            Scope::BackEnd { api, kind } => ("backend", [api, kind, ""]),
        };
        text.push_str(kind);
        part(&mut text, tenant);
        part(&mut text, &budget.name);
        // Writing to a String cannot fail.
        let _ = write!(text, "|{:?}/{}{:?}", limit.measure, limit.every, limit.unit);
        if let Scope::Api { group: Some(g), .. } | Scope::Operation { group: Some(g), .. } = scope {
            let _ = write!(text, "#{g}");
        }
        for p in parts.into_iter().filter(|p| !p.is_empty()) {
            part(&mut text, p);
        }
        Self::from_text(&text)
    }

    /// A key as it travels in messages.
    pub fn from_text(text: &str) -> Self {
        Self(Arc::new(Inner { hash: local_hash(text), text: text.into() }))
    }

    pub fn as_str(&self) -> &str {
        &self.0.text
    }
}

/// Shards that counters are spread over, the same on every node.
pub const SHARDS: u16 = 64;

/// The shard of a counter, of `shards` in all (0 counts as 1). Every node of every version must agree: FNV-1a, 64 bits.
pub fn shard_of(key: &str, shards: u16) -> u16 {
    let hash = key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    // The low bits of FNV are its weak ones.
    ((hash ^ (hash >> 32)) % u64::from(shards.max(1))) as u16
}

fn part(text: &mut String, value: &str) {
    text.push('|');
    for c in value.chars() {
        match c {
            '|' => text.push_str("%7C"),
            '%' => text.push_str("%25"),
            c => text.push(c),
        }
    }
}

/// For maps inside this process only; it may differ between builds.
fn local_hash(text: &str) -> u64 {
    ahash::RandomState::with_seeds(0x7475_726e, 0x7069_6b65, 0x7468_726f, 0x7474_6c65).hash_one(text)
}

impl PartialEq for CounterKey {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.0.hash == other.0.hash && self.0.text == other.0.text)
    }
}

impl Eq for CounterKey {}

impl Hash for CounterKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl fmt::Debug for CounterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::policy::TimeUnit;

    #[test]
    fn no_user_can_name_somebody_elses_counter() {
        let b = Budget::requests("10PerMin", 10, 1, TimeUnit::Min);
        let key =
            |application, user| CounterKey::new("carbon.super", &b, Scope::Application { application, user });
        assert_ne!(key("a", "b|c"), key("a|b", "c"));
        assert_ne!(key("a", "b%7Cc"), key("a", "b|c"));
        assert_eq!(key("a", "b"), CounterKey::from_text(key("a", "b").as_str()));
        assert_eq!(key("a", "x@b.com").as_str(), "app|carbon.super|10PerMin|Requests/1Min|a|x@b.com");
    }

    #[test]
    fn shards_are_the_same_in_every_version_and_used_evenly() {
        assert_eq!(shard_of("app|carbon.super|10PerMin|Requests/1Min|a|x@b.com", 64), 27);
        let mut used = [0u32; 64];
        for i in 0..64_000 {
            used[usize::from(shard_of(&format!("app|carbon.super|Gold|Requests/1Min|{i}|u"), 64))] += 1;
        }
        assert!(used.iter().all(|n| (800..1200).contains(n)), "{used:?}");
    }
}
