//! Subscriptions.

use model::catalog::Kind;
use serde_json::{Value, json};

use super::{BASE, DEVPORTAL, Office};
use crate::app::User;

const SUBSCRIPTIONS: &str = "/api/am/devportal/v3/subscriptions";
const PUBLISHER: &str = "/api/am/publisher/v4";

async fn subscribe(o: &Office) -> (Value, String) {
    let application = o.w.application(&o.w.dev, "Shop").await;
    let api = o.w.publish("Pizza", json!({})).await;
    let wish = json!({"applicationId": application, "apiId": api, "throttlingPolicy": "Bronze"});
    let made = o.w.dev.post(SUBSCRIPTIONS, &wish).await.expect(201);
    (wish, made["subscriptionId"].as_str().expect("an id").to_owned())
}

async fn status(o: &Office, id: &str) -> Value {
    o.w.dev.get(&format!("{SUBSCRIPTIONS}/{id}")).await.expect(200)["status"].clone()
}

async fn publisher(o: &Office) -> User {
    o.w.app.as_user("admin", "apim:subscription_block apim:subscription_manage apim:subscription_view").await
}

/// State and plan as gateways know them.
async fn announced(o: &Office) -> Vec<(Value, Value)> {
    let all = o.w.documents(Kind::Subscription).await;
    all.into_iter().map(|d| (d["state"].clone(), d["policy"].clone())).collect()
}

#[tokio::test]
async fn a_subscription_is_on_hold_until_it_is_approved() {
    let o = Office::start(&["SubscriptionCreation"]).await;
    let (_, id) = subscribe(&o).await;
    assert_eq!(status(&o, &id).await, "ON_HOLD");
    assert_eq!(announced(&o).await, [(json!("ON_HOLD"), json!("Bronze"))]);
    // Nobody else lets it through.
    let publisher = publisher(&o).await;
    for action in ["block-subscription?blockState=BLOCKED&", "unblock-subscription?"] {
        let path = format!("{PUBLISHER}/subscriptions/{action}subscriptionId={id}");
        assert_eq!(publisher.post(&path, &json!({})).await.expect(409)["code"], 902_022);
    }
    assert_eq!(status(&o, &id).await, "ON_HOLD");
    let shown = o.shown(&o.task("AM_SUBSCRIPTION_CREATION").await).await;
    assert_eq!(shown["properties"]["apiName"], "Pizza");
    o.settle("AM_SUBSCRIPTION_CREATION", "APPROVED").await;
    assert_eq!(status(&o, &id).await, "UNBLOCKED");
    assert_eq!(announced(&o).await, [(json!("UNBLOCKED"), json!("Bronze"))]);
}

#[tokio::test]
async fn a_rejected_subscription_may_be_asked_for_again_and_one_that_goes_takes_its_request_along() {
    let o = Office::start(&["SubscriptionCreation", "SubscriptionDeletion"]).await;
    let (wish, id) = subscribe(&o).await;
    o.settle("AM_SUBSCRIPTION_CREATION", "REJECTED").await;
    assert_eq!(status(&o, &id).await, "REJECTED");
    let again = o.w.dev.post(SUBSCRIPTIONS, &wish).await.expect(201);
    assert_eq!(again["status"], "ON_HOLD");
    let task = o.task("AM_SUBSCRIPTION_CREATION").await;
    let again = again["subscriptionId"].as_str().expect("an id");
    o.w.dev.delete(&format!("{SUBSCRIPTIONS}/{again}")).await.expect(200);
    o.admin.get(&format!("{BASE}/workflows/{task}")).await.expect(404);
    // The same when the application goes.
    o.w.dev.post(SUBSCRIPTIONS, &wish).await.expect(201);
    let task = o.task("AM_SUBSCRIPTION_CREATION").await;
    let application = wish["applicationId"].as_str().expect("an id");
    o.w.dev.delete(&format!("{DEVPORTAL}/applications/{application}")).await.expect(200);
    o.admin.get(&format!("{BASE}/workflows/{task}")).await.expect(404);
}

#[tokio::test]
async fn a_change_of_plan_waits() {
    let o = Office::start(&["SubscriptionUpdate"]).await;
    let (mut wish, id) = subscribe(&o).await;
    wish["requestedThrottlingPolicy"] = json!("Gold");
    let path = format!("{SUBSCRIPTIONS}/{id}");
    for (decision, plan) in [("REJECTED", "Bronze"), ("APPROVED", "Gold")] {
        let changed = o.w.dev.put(&path, &wish).await.expect(200);
        assert_eq!(
            (&changed["status"], &changed["throttlingPolicy"], &changed["requestedThrottlingPolicy"]),
            (&json!("TIER_UPDATE_PENDING"), &json!("Bronze"), &json!("Gold"))
        );
        let business =
            format!("{PUBLISHER}/subscriptions/change-business-plan?subscriptionId={id}&businessPlan=Gold");
        assert_eq!(publisher(&o).await.post(&business, &json!({})).await.expect(409)["code"], 902_022);
        o.settle("AM_SUBSCRIPTION_UPDATE", decision).await;
        let after = o.w.dev.get(&path).await.expect(200);
        assert_eq!((&after["status"], &after["throttlingPolicy"]), (&json!("UNBLOCKED"), &json!(plan)));
        assert_eq!(announced(&o).await, [(json!("UNBLOCKED"), json!(plan))]);
    }
}

#[tokio::test]
async fn a_deletion_waits_and_opens_nothing_that_is_blocked() {
    let o = Office::start(&["SubscriptionDeletion"]).await;
    let (_, id) = subscribe(&o).await;
    let block =
        format!("{PUBLISHER}/subscriptions/block-subscription?blockState=BLOCKED&subscriptionId={id}");
    publisher(&o).await.post(&block, &json!({})).await.expect(200);
    let path = format!("{SUBSCRIPTIONS}/{id}");
    let asked = o.w.dev.delete(&path).await.expect(201);
    assert_eq!(asked["workflowStatus"], "CREATED");
    o.w.dev.delete(&path).await.expect(400);
    assert_eq!(announced(&o).await, [(json!("BLOCKED"), json!("Bronze"))]);
    o.settle("AM_SUBSCRIPTION_DELETION", "REJECTED").await;
    assert_eq!(status(&o, &id).await, "BLOCKED");
    o.w.dev.delete(&path).await.expect(201);
    o.settle("AM_SUBSCRIPTION_DELETION", "APPROVED").await;
    o.w.dev.get(&path).await.expect(404);
    assert!(announced(&o).await.is_empty());
}
