//! Throttling policies, compiled: budgets, condition groups, and the counters of what they are attached to.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::policy::{PolicyLevel, ThrottlePolicy, UNLIMITED};

use super::conditions::Conditions;
use crate::limit::{Budget, Charge, CounterKey, Level, Scope};

/// The policies of every tenant.
#[derive(Clone, Default)]
pub struct Quotas {
    policies: BTreeMap<(Box<str>, PolicyLevel, Box<str>), Arc<Policy>>,
}

/// One policy.
#[derive(Debug)]
pub struct Policy {
    pub quota: Option<Arc<Budget>>,
    pub burst: Option<Arc<Budget>>,
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    id: u32,
    conditions: Conditions,
    budget: Arc<Budget>,
}

/// One counter that calls may be charged to.
#[derive(Debug, Clone)]
pub struct Counter {
    pub level: Level,
    pub budget: Arc<Budget>,
    pub key: CounterKey,
}

/// The counters of a policy on an API or an operation: those of its groups for calls that match, its own for the
/// others.
#[derive(Debug, Default)]
pub struct Advanced {
    groups: Vec<(Conditions, Counter)>,
    rest: Option<Counter>,
}

impl Counter {
    pub fn new(level: Level, tenant: &str, budget: &Arc<Budget>, scope: Scope<'_>) -> Self {
        Self { level, budget: Arc::clone(budget), key: CounterKey::new(tenant, budget, scope) }
    }

    pub const fn charge(&self) -> Charge<'_> {
        Charge { level: self.level, budget: &self.budget, key: &self.key }
    }
}

impl Quotas {
    pub fn put(&mut self, tenant: &str, policy: &ThrottlePolicy, version: u64) {
        let groups = policy.condition_groups.iter().map(|group| Group {
            id: group.id,
            conditions: Conditions::new(&group.conditions),
            budget: Budget::with(policy, group.limit, version),
        });
        let compiled = Policy {
            quota: Budget::of_policy(policy, version),
            burst: Budget::of_burst(policy, version),
            groups: groups.collect(),
        };
        self.policies.insert((tenant.into(), policy.level, policy.name.as_str().into()), Arc::new(compiled));
    }

    pub fn remove(&mut self, tenant: &str, level: PolicyLevel, name: &str) {
        self.policies.remove(&(tenant.into(), level, name.into()));
    }

    /// `None` for a policy that is not there, which limits nothing.
    pub fn get(&self, tenant: &str, level: PolicyLevel, name: &str) -> Option<&Arc<Policy>> {
        if name == UNLIMITED || name.is_empty() {
            return None;
        }
        let found = self.policies.get(&(tenant.into(), level, name.into()));
        if found.is_none() {
            tracing::warn!(
                tenant,
                level = level.as_str(),
                name,
                "a policy in use is not in the catalog: no limit"
            );
        }
        found
    }

    /// Quota and burst counters of a business plan for an application (or who stands for one) and an API.
    pub fn subscription(
        &self,
        tenant: &str,
        plan: &str,
        application: &str,
        api: &str,
    ) -> [Option<Counter>; 2] {
        let Some(policy) = self.get(tenant, PolicyLevel::Subscription, plan) else { return [None, None] };
        [
            policy.quota.as_ref().map(|b| {
                Counter::new(Level::Subscription, tenant, b, Scope::Subscription { application, api })
            }),
            policy.burst.as_ref().map(|b| {
                Counter::new(
                    Level::SubscriptionBurst,
                    tenant,
                    b,
                    Scope::SubscriptionBurst { application, api },
                )
            }),
        ]
    }

    /// Quota and burst counters of an application's policy for one of its users.
    pub fn application(
        &self,
        tenant: &str,
        policy: &str,
        application: &str,
        user: &str,
    ) -> [Option<Counter>; 2] {
        let Some(policy) = self.get(tenant, PolicyLevel::Application, policy) else { return [None, None] };
        [
            policy.quota.as_ref().map(|b| {
                Counter::new(Level::Application, tenant, b, Scope::Application { application, user })
            }),
            policy.burst.as_ref().map(|b| {
                Counter::new(
                    Level::ApplicationBurst,
                    tenant,
                    b,
                    Scope::ApplicationBurst { application, user },
                )
            }),
        ]
    }

    /// Counters of an advanced policy; `scope` names what it is on, for a group or for none.
    pub fn advanced<'a>(
        &self,
        level: Level,
        tenant: &str,
        policy: &str,
        scope: impl Fn(Option<u32>) -> Scope<'a>,
    ) -> Advanced {
        let Some(policy) = self.get(tenant, PolicyLevel::Advanced, policy) else {
            return Advanced::default();
        };
        let groups = policy.groups.iter().map(|group| {
            (group.conditions.clone(), Counter::new(level, tenant, &group.budget, scope(Some(group.id))))
        });
        Advanced {
            groups: groups.collect(),
            rest: policy.quota.as_ref().map(|b| Counter::new(level, tenant, b, scope(None))),
        }
    }
}

impl Advanced {
    /// The counter for a call: that of the first group that matches it, or the policy's own.
    pub fn counter(&self, call: &super::conditions::Call<'_>) -> Option<&Counter> {
        let group = self.groups.iter().find(|(conditions, _)| conditions.match_call(call));
        group.map(|(_, counter)| counter).or(self.rest.as_ref())
    }
}
