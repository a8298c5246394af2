//! Quotas on the request path. No traffic manager is there, so the gateway counts by itself (failure mode `local`).

use model::catalog::Kind;
use serde_json::{Value, json};

use crate::harness::{Answer, ApiBuilder, BackEnd, Bench};

async fn bench() -> (Bench, BackEnd) {
    (Bench::start().await, BackEnd::start("b").await)
}

async fn policy(bench: &Bench, level: &str, name: &str, amount: u64, more: Value) {
    let mut body = json!({
        "level": level, "name": name, "limit": {"measure": "requests", "amount": amount, "every": 1, "unit": "year"},
    });
    for (member, value) in more.as_object().unwrap() {
        body[member] = value.clone();
    }
    bench.put(Kind::Policy, &format!("{level}.{name}"), &body).await;
}

/// The answer after `good` calls that were admitted.
async fn after(bench: &Bench, good: u32, path: &str, claims: Value) -> Answer {
    let call = || bench.client().get(path).bearer(&bench.tokens.with(&claims)).send();
    for i in 0..good {
        assert_eq!(call().await.status, 200, "call {i}");
    }
    call().await
}

#[tokio::test]
async fn each_level_refuses_with_its_code_and_says_when_to_come_back() {
    let (bench, back_end) = bench().await;
    policy(&bench, "advanced", "Two", 2, json!({})).await;
    policy(&bench, "subscription", "Three", 3, json!({})).await;
    policy(&bench, "application", "Four", 4, json!({})).await;
    let api = |context: &str| ApiBuilder::new(context, &back_end.url());
    let subscription = |api: &str, policy: &str| {
        json!({
            "subscription_id": "s", "api_id": api, "application_id": "app", "policy": policy, "state": "UNBLOCKED",
        })
    };
    bench.deploy(api("/whole/1").set("api_policy", json!("Two"))).await;
    let operations = json!([
        {"verb": "GET", "target": "/limited", "policy": "Two"}, {"verb": "GET", "target": "/other", "policy": "Two"},
    ]);
    bench.deploy(api("/part/1").set("operations", operations)).await;
    bench.deploy(api("/plan/1")).await;
    bench.put(Kind::Subscription, "s-plan-1", &subscription("plan-1", "Three")).await;

    let answer = after(&bench, 2, "/whole/1/x", json!({})).await;
    assert_eq!(answer.code(), (429, "900800".to_owned()));
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["message"], "Message throttled out");
    assert!(body["nextAccessTime"].as_str().unwrap().contains("-Jan-01 00:00:0"), "{body}");
    assert!(answer.header("retry-after").unwrap().contains(" 01 Jan 2"), "{answer:?}");
    assert_eq!(answer.header("ratelimit-policy"), Some("\"Two\";q=2;w=31536000"));

    assert_eq!(after(&bench, 2, "/part/1/limited", json!({})).await.code().1, "900802");
    assert_eq!(
        after(&bench, 2, "/part/1/other", json!({})).await.code().1,
        "900802",
        "an operation of its own"
    );
    assert_eq!(after(&bench, 3, "/plan/1/x", json!({})).await.code().1, "900804");

    let application = json!({"application_id": "app", "name": "App", "owner": "bob", "policy": "Four"});
    bench.put(Kind::Application, "app", &application).await;
    bench.deploy(api("/free/1")).await;
    assert_eq!(after(&bench, 4, "/free/1/x", json!({})).await.code().1, "900803");
    assert_eq!(after(&bench, 4, "/free/1/x", json!({"sub": "carol"})).await.code().1, "900803", "per user");
    assert_eq!(bench.gateway.metrics().limited, 6);
}

#[tokio::test]
async fn groups_have_their_own_budget_and_back_ends_their_own_rate() {
    let (bench, back_end) = bench().await;
    let group = json!({
        "condition_groups": [{
            "id": 1, "conditions": [{"type": "header", "name": "x-kind", "value": "^slow$", "invert": false}],
            "limit": {"measure": "requests", "amount": 1, "every": 1, "unit": "year"},
        }],
    });
    policy(&bench, "advanced", "Grouped", 2, group).await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url()).set("api_policy", json!("Grouped"))).await;
    let slow = || bench.client().get("/a/1/x").header("x-kind", "slow").bearer(&bench.tokens.good()).send();
    assert_eq!(slow().await.status, 200);
    assert_eq!(slow().await.code(), (429, "900800".to_owned()));
    assert_eq!(after(&bench, 2, "/a/1/x", json!({})).await.status, 429);

    bench.deploy(ApiBuilder::new("/b/1", &back_end.url()).set("max_tps_production", json!(0))).await;
    assert_eq!(bench.get("/b/1/x").await.code(), (503, "900801".to_owned()));
    let sandbox = bench.tokens.with(&json!({"azp": "sandbox-key"}));
    assert_eq!(bench.client().get("/b/1/x").bearer(&sandbox).send().await.status, 200);
}

#[tokio::test]
async fn a_changed_policy_holds_for_what_uses_it_already() {
    let (bench, back_end) = bench().await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url()).set("api_policy", json!("Late"))).await;
    assert_eq!(
        after(&bench, 3, "/a/1/x", json!({})).await.status,
        200,
        "a policy that is not there limits nothing"
    );
    policy(&bench, "advanced", "Late", 1, json!({})).await;
    assert_eq!(after(&bench, 1, "/a/1/x", json!({})).await.code().1, "900800");
    policy(&bench, "advanced", "Late", 1, json!({"stop_on_quota_reach": false})).await;
    assert_eq!(after(&bench, 5, "/a/1/x", json!({})).await.status, 200);
}

#[tokio::test]
async fn calls_without_credentials_have_the_plan_of_the_unauthenticated() {
    let (bench, back_end) = bench().await;
    policy(&bench, "subscription", "Unauthenticated", 2, json!({})).await;
    policy(&bench, "subscription", "DefaultSubscriptionless", 1, json!({})).await;
    let operations =
        json!([{"verb": "GET", "target": "/open", "open": true}, {"verb": "GET", "target": "/x"}]);
    let api = ApiBuilder::new("/a/1", &back_end.url()).set("operations", operations).set("plans", json!([]));
    bench.put(Kind::Api, "a-1.Default", &api.document()).await;
    for status in [200, 200, 429] {
        assert_eq!(bench.client().get("/a/1/open").send().await.status, status);
    }
    assert_eq!(after(&bench, 1, "/a/1/x", json!({})).await.code().1, "900804");
}

#[tokio::test]
async fn admitted_callers_are_told_how_they_stand_where_the_operator_wants_it() {
    let back_end = BackEnd::start("b").await;
    for wanted in [true, false] {
        let bench = Bench::with(|config| config.rate_limit_headers = wanted).await;
        policy(&bench, "advanced", "Nine", 9, json!({})).await;
        bench.deploy(ApiBuilder::new("/told/1", &back_end.url()).set("api_policy", json!("Nine"))).await;
        let answer = after(&bench, 1, "/told/1/x", json!({})).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("ratelimit-policy"), wanted.then_some("\"Nine\";q=9;w=31536000"));
        let left = answer.header("ratelimit").map(|h| h.split(";t=").next().unwrap_or_default().to_owned());
        assert_eq!(left.as_deref(), wanted.then_some("\"Nine\";r=7"));
    }
}
