use model::catalog::Kind;
use serde_json::{Value, json};

use super::D;
use super::world::World;

fn wish(application: &str, api: &str, plan: &str) -> Value {
    json!({"applicationId": application, "apiId": api, "throttlingPolicy": plan})
}

fn id(subscription: &Value) -> String {
    subscription["subscriptionId"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn an_application_subscribes_changes_its_plan_and_leaves() {
    let w = World::start().await;
    let (application, api) = (w.application(&w.dev, "Shop").await, w.publish("Pizza", json!({})).await);
    let path = format!("{D}/subscriptions");
    let made = w.dev.post(&path, &wish(&application, &api, "Bronze")).await.expect(201);
    assert_eq!((&made["status"], &made["apiInfo"]["name"]), (&json!("UNBLOCKED"), &json!("Pizza")));
    let again = w.dev.post(&path, &wish(&application, &api, "Gold")).await.expect(409);
    assert!(
        again["message"].as_str().is_some_and(|m| m.starts_with("Subscription already exists")),
        "{again}"
    );

    let one = format!("{path}/{}", id(&made));
    assert_eq!(w.dev.get(&one).await.expect(200)["applicationInfo"]["name"], "Shop");
    let mut change = wish(&application, &api, "Bronze");
    change["requestedThrottlingPolicy"] = json!("Gold");
    assert_eq!(w.dev.put(&one, &change).await.expect(200)["throttlingPolicy"], "Gold");
    let documents = w.documents(Kind::Subscription).await;
    assert_eq!((documents.len(), &documents[0]["policy"]), (1, &json!("Gold")));
    for query in [format!("applicationId={application}"), format!("apiId={api}")] {
        assert_eq!(w.dev.get(&format!("{path}?{query}")).await.expect(200)["count"], 1);
    }
    assert_eq!(w.other.get(&format!("{path}?apiId={api}")).await.expect(200)["count"], 0);
    w.dev.get(&path).await.expect(400);

    w.dev.delete(&one).await.expect(200);
    w.dev.get(&one).await.expect(404);
    assert!(w.documents(Kind::Subscription).await.is_empty());
}

#[tokio::test]
async fn only_open_visible_apis_under_their_own_plans() {
    let w = World::start().await;
    let application = w.application(&w.dev, "Shop").await;
    let path = format!("{D}/subscriptions");
    let open = w.publish("Open", json!({})).await;
    let draft = w.make("Draft", json!({})).await;
    let blocked = w.publish("Blocked", json!({})).await;
    w.change(&blocked, "Block").await;
    let hidden =
        w.publish("Hidden", json!({"visibility": "RESTRICTED", "visibleRoles": ["Internal/devops"]})).await;
    for (api, plan, status) in [
        (open.as_str(), "Silver", 400),
        (&open, "Nothing", 400),
        (&draft, "Bronze", 403),
        (&blocked, "Bronze", 403),
        (&hidden, "Bronze", 404),
        ("nothing", "Bronze", 404),
    ] {
        w.dev.post(&path, &wish(&application, api, plan)).await.expect(status);
    }
    w.dev.post(&path, &wish("nothing", &open, "Bronze")).await.expect(404);
    w.dev.post(&path, &json!({"apiId": open})).await.expect(400);
    assert!(w.documents(Kind::Subscription).await.is_empty());
}

#[tokio::test]
async fn several_at_once_are_all_or_nothing() {
    let w = World::start().await;
    let application = w.application(&w.dev, "Shop").await;
    let (a, b) = (w.publish("A", json!({})).await, w.publish("B", json!({})).await);
    let path = format!("{D}/subscriptions/multiple");
    let bad = json!([wish(&application, &a, "Bronze"), wish(&application, &b, "Silver")]);
    w.dev.post(&path, &bad).await.expect(400);
    assert!(w.documents(Kind::Subscription).await.is_empty());
    let good = json!([wish(&application, &a, "Bronze"), wish(&application, &b, "Gold")]);
    assert_eq!(w.dev.post(&path, &good).await.expect(200).as_array().map(Vec::len), Some(2));
    let many: Vec<_> = (0..101).map(|_| wish(&application, &a, "Bronze")).collect();
    w.dev.post(&path, &json!(many)).await.expect(400);
}

#[tokio::test]
async fn others_subscriptions_are_out_of_reach() {
    let w = World::start().await;
    let (application, api) = (w.application(&w.dev, "Shop").await, w.publish("Pizza", json!({})).await);
    let path = format!("{D}/subscriptions");
    let made = w.dev.post(&path, &wish(&application, &api, "Bronze")).await.expect(201);
    let one = format!("{path}/{}", id(&made));
    let stranger = w.stranger().await;
    for (user, status) in [(&w.other, 403), (&stranger, 404)] {
        user.get(&one).await.expect(status);
        user.put(&one, &wish(&application, &api, "Gold")).await.expect(status);
        user.delete(&one).await.expect(status);
        user.post(&path, &wish(&application, &api, "Gold")).await.expect(status);
        user.get(&format!("{path}?applicationId={application}")).await.expect(status);
    }
    let elsewhere = w.application(&stranger, "Theirs").await;
    stranger.post(&path, &wish(&elsewhere, &api, "Bronze")).await.expect(404);
}

#[tokio::test]
async fn an_application_takes_its_subscriptions_with_it_and_an_api_too() {
    let w = World::start().await;
    let (a, b) = (w.application(&w.dev, "A").await, w.application(&w.dev, "B").await);
    let api = w.publish("Pizza", json!({})).await;
    let path = format!("{D}/subscriptions");
    for application in [&a, &b] {
        w.dev.post(&path, &wish(application, &api, "Bronze")).await.expect(201);
    }
    let shown = w.dev.get(&format!("{D}/applications/{a}")).await.expect(200);
    assert_eq!(shown["subscriptionCount"], 1);
    w.dev.delete(&format!("{D}/applications/{a}")).await.expect(200);
    assert_eq!(w.documents(Kind::Subscription).await.len(), 1);
    // Gone from the catalogue, still on the list.
    w.change(&api, "Demote to Created").await;
    assert_eq!(w.dev.get(&format!("{path}?applicationId={b}")).await.expect(200)["count"], 1);
    w.change(&api, "Publish").await;
    w.change(&api, "Deprecate").await;
    w.change(&api, "Retire").await;
    assert!(w.documents(Kind::Subscription).await.is_empty());
}

#[tokio::test]
async fn a_plan_for_certain_roles_is_hidden_from_others_and_refused_to_them() {
    let w = World::start().await;
    let admin = w.app.as_user("admin", "apim:admin apim:tier_manage").await;
    let plan = json!({"policyName": "Partners", "defaultLimit": {"type": "REQUESTCOUNTLIMIT",
        "requestCount": {"requestCount": 5, "timeUnit": "min", "unitTime": 1}}, "stopOnQuotaReach": true,
        "permissions": {"permissionType": "ALLOW", "roles": ["Internal/devops"]}});
    admin.post("/api/am/admin/v4/throttling/policies/subscription", &plan).await.expect(201);
    let api = w.publish("Pizza", json!({"policies": ["Bronze", "Partners"]})).await;
    w.app.user("partner", &["Internal/subscriber", "Internal/devops"]).await;
    let partner = w.app.as_user("partner", super::world::SCOPES).await;
    for (user, status, plans) in [(&w.dev, 403, 1), (&partner, 201, 2)] {
        let shown = user.get(&format!("{D}/apis/{api}")).await.expect(200);
        assert_eq!(shown["tiers"].as_array().map(Vec::len), Some(plans));
        let application = w.application(user, "Shop").await;
        user.post(&format!("{D}/subscriptions"), &wish(&application, &api, "Partners")).await.expect(status);
    }
}
