//! `/subscriptions` as publishers see them.

use model::catalog::Kind;
use serde_json::{Value, json};

use super::at;
use crate::app::User;
use crate::devportal::world::{self, World};

const SCOPES: &str = "apim:api_view apim:subscription_manage";

async fn subscribed(w: &World, more: Value) -> (String, String) {
    let api = w.publish("Pizza", more).await;
    let application = w.application(&w.dev, "Shop").await;
    let wish = json!({"apiId": api, "applicationId": application, "throttlingPolicy": "Bronze"});
    let made = w.dev.post(&format!("{}/subscriptions", world::BASE), &wish).await.expect(201);
    (api, made["subscriptionId"].as_str().expect("an id").to_owned())
}

async fn ask(user: &User, what: &str, query: &str) -> crate::app::Answer {
    user.post(&at(&format!("/subscriptions/{what}?{query}")), &json!({})).await
}

#[tokio::test]
async fn a_subscription_is_seen_stopped_and_let_go_on() {
    let w = World::start().await;
    let (api, id) = subscribed(&w, json!({})).await;
    let publisher = w.app.as_user("admin", SCOPES).await;
    let list = at(&format!("/subscriptions?apiId={api}"));
    for (what, query, state) in [
        ("block-subscription", format!("subscriptionId={id}&blockState=BLOCKED"), "BLOCKED"),
        (
            "block-subscription",
            format!("subscriptionId={id}&blockState=PROD_ONLY_BLOCKED"),
            "PROD_ONLY_BLOCKED",
        ),
        ("unblock-subscription", format!("subscriptionId={id}"), "UNBLOCKED"),
    ] {
        ask(&publisher, what, &query).await.expect(200);
        let listed = publisher.get(&list).await.expect(200);
        assert_eq!(listed["list"][0]["subscriptionStatus"], state);
        assert_eq!(w.documents(Kind::Subscription).await[0]["state"], state);
    }
    let listed = publisher.get(&at("/subscriptions")).await.expect(200);
    assert_eq!(
        (&listed["count"], &listed["list"][0]["applicationInfo"]["subscriber"]),
        (&json!(1), &json!("dev"))
    );
    let who = publisher.get(&at(&format!("/subscriptions/{id}/subscriber-info"))).await.expect(200);
    assert_eq!(who["name"], "dev");
    ask(&publisher, "block-subscription", &format!("subscriptionId={id}&blockState=ODD")).await.expect(400);
    ask(&publisher, "block-subscription", "blockState=BLOCKED").await.expect(400);
    ask(&publisher, "unblock-subscription", "subscriptionId=nothing").await.expect(404);
    publisher.get(&at("/subscriptions?apiId=nothing")).await.expect(404);
}

#[tokio::test]
async fn the_plan_is_changed_within_the_apis_plans() {
    let w = World::start().await;
    let (_, id) = subscribed(&w, json!({})).await;
    let publisher = w.app.as_user("admin", SCOPES).await;
    let what = "change-business-plan";
    for (query, status) in [
        (format!("subscriptionId={id}&businessPlan="), 400),
        (format!("subscriptionId={id}&businessPlan=Nothing"), 400),
        (format!("subscriptionId={id}&businessPlan=Silver"), 400),
        ("subscriptionId=&businessPlan=Gold".to_owned(), 400),
        ("subscriptionId=nothing&businessPlan=Gold".to_owned(), 404),
        (format!("subscriptionId={id}&businessPlan=Gold"), 200),
    ] {
        ask(&publisher, what, &query).await.expect(status);
    }
    assert_eq!(w.documents(Kind::Subscription).await[0]["policy"], "Gold");
}

#[tokio::test]
async fn subscribers_other_tenants_and_those_without_access_are_refused() {
    let w = World::start().await;
    let restricted = json!({"accessControl": "RESTRICTED", "accessControlRoles": ["admin"]});
    let (api, id) = subscribed(&w, restricted).await;
    w.app.tenant("elsewhere.com").await;
    w.app.user("maker", &["Internal/publisher"]).await;
    let elsewhere = w.app.as_user("admin@elsewhere.com", SCOPES).await;
    let maker = w.app.as_user("maker", SCOPES).await;
    for (user, status) in [(&w.dev, 401), (&elsewhere, 404), (&maker, 403)] {
        let block = format!("subscriptionId={id}&blockState=BLOCKED");
        ask(user, "block-subscription", &block).await.expect(status);
        ask(user, "unblock-subscription", &format!("subscriptionId={id}")).await.expect(status);
        let plan = format!("subscriptionId={id}&businessPlan=Gold");
        ask(user, "change-business-plan", &plan).await.expect(status);
        user.get(&at(&format!("/subscriptions?apiId={api}"))).await.expect(status);
        user.get(&at(&format!("/subscriptions/{id}/subscriber-info"))).await.expect(status);
    }
    assert_eq!(elsewhere.get(&at("/subscriptions")).await.expect(200)["count"], 0);
}
