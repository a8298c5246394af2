//! The policies that every tenant starts with: WSO2's names, texts and quotas.

use model::policy::PolicyLevel::{self, Advanced, Application, Subscription};
use model::tenant::TenantDomain;
use store::Tx;

use super::terms::UNLIMITED_COUNT;
use super::{Amount, Plan, Policy, Quota, Terms};
use crate::Control;
use crate::error::Error;

struct BuiltIn {
    level: PolicyLevel,
    name: &'static str,
    description: &'static str,
    amount: Amount,
    unit: &'static str,
    subscriber_count: u32,
}

const fn requests(
    level: PolicyLevel,
    name: &'static str,
    description: &'static str,
    per_minute: u64,
) -> BuiltIn {
    let amount = Amount::Requests(per_minute);
    BuiltIn { level, name, description, amount, unit: "min", subscriber_count: 0 }
}

const fn events(name: &'static str, description: &'static str, per_day: u64) -> BuiltIn {
    let amount = Amount::Events(per_day);
    BuiltIn { level: Subscription, name, description, amount, unit: "days", subscriber_count: 0 }
}

const fn webhooks(
    name: &'static str,
    description: &'static str,
    per_month: u64,
    subscriber_count: u32,
) -> BuiltIn {
    let amount = Amount::Events(per_month);
    BuiltIn { level: Subscription, name, description, amount, unit: "months", subscriber_count }
}

const ALL: &[BuiltIn] = &[
    requests(Application, "10PerMin", "Allows 10 request per minute", 10),
    requests(Application, "20PerMin", "Allows 20 request per minute", 20),
    requests(Application, "50PerMin", "Allows 50 request per minute", 50),
    requests(Application, "Unlimited", "Allows unlimited requests", UNLIMITED_COUNT),
    requests(Subscription, "Bronze", "Allows 1000 requests per minute", 1_000),
    requests(Subscription, "Silver", "Allows 2000 requests per minute", 2_000),
    requests(Subscription, "Gold", "Allows 5000 requests per minute", 5_000),
    requests(Subscription, "Unlimited", "Allows unlimited requests", UNLIMITED_COUNT),
    requests(Subscription, "Unauthenticated", "Allows 500 request(s) per minute", 500),
    requests(
        Subscription,
        "DefaultSubscriptionless",
        "Allows 10000 requests per minute when subscription validation is disabled",
        10_000,
    ),
    events("AsyncBronze", "Allows 5000 events per day", 5_000),
    events("AsyncSilver", "Allows 25000 events per day", 25_000),
    events("AsyncGold", "Allows 50000 events per day", 50_000),
    events("AsyncUnlimited", "Allows unlimited events", UNLIMITED_COUNT),
    events(
        "AsyncDefaultSubscriptionless",
        "Allows 10000 events per day when subscription validation is disabled",
        10_000,
    ),
    // WSO2's text and number differ here; clients match on both.
    webhooks("AsyncWHBronze", "Allows 1000 events per month and 500 active subscriptions", 1_000, 100),
    webhooks("AsyncWHSilver", "Allows 5000 events per month and 500 active subscriptions", 5_000, 500),
    webhooks("AsyncWHGold", "Allows 10000 events per month and 1000 active subscriptions", 10_000, 1_000),
    webhooks(
        "AsyncWHUnlimited",
        "Allows unlimited events and unlimited active subscriptions",
        UNLIMITED_COUNT,
        i32::MAX as u32,
    ),
    requests(Advanced, "10KPerMin", "Allows 10000 requests per minute", 10_000),
    requests(Advanced, "20KPerMin", "Allows 20000 requests per minute", 20_000),
    requests(Advanced, "50KPerMin", "Allows 50000 requests per minute", 50_000),
    requests(Advanced, "Unlimited", "Allows unlimited requests", UNLIMITED_COUNT),
];

impl BuiltIn {
    fn terms(&self) -> Terms {
        let mut terms = Terms::new(Quota::new(self.amount, 1, self.unit));
        if self.level == Subscription {
            terms.plan = Some(Plan { subscriber_count: self.subscriber_count, ..Plan::default() });
        }
        terms
    }
}

impl Control {
    /// Gives a new tenant its policies, in the transaction that makes it.
    pub(crate) async fn seed_policies(&self, tx: &mut Tx, tenant: &TenantDomain) -> Result<(), Error> {
        for built_in in ALL {
            let policy = Policy {
                id: self.ambient().id(),
                level: built_in.level,
                name: built_in.name.to_owned(),
                display_name: built_in.name.to_owned(),
                description: built_in.description.to_owned(),
                terms: built_in.terms(),
            };
            self.insert_policy(tx, tenant, &policy).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn built_in_policies_are_distinct_and_say_what_they_allow() {
        let names: BTreeSet<_> = ALL.iter().map(|b| (b.level, b.name)).collect();
        assert_eq!(names.len(), ALL.len());
        for b in ALL {
            let run_time = b.terms().run_time(b.level, b.name);
            assert_eq!(run_time.limit.is_none(), b.name.ends_with("Unlimited"), "{}", b.name);
            assert!(run_time.stop_on_quota_reach);
            if let Some(limit) = run_time.limit {
                assert!(b.description.contains(&limit.amount.to_string()), "{}", b.name);
            }
        }
    }
}
