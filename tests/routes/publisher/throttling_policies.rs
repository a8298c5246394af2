//! `/throttling-policies`, `/apis/{apiId}/subscription-policies`, `/settings`.

use serde_json::json;

use super::{at, make, maker, pizza};
use crate::app::App;

#[tokio::test]
async fn the_built_in_policies_are_offered() {
    let app = App::start().await;
    let user = app.as_user("admin", "apim:api_view apim:api_create").await;
    let names = async |level: &str| -> Vec<String> {
        let list = user.get(&at(&format!("/throttling-policies/{level}"))).await.expect(200);
        list["list"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|p| p["name"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(
        names("subscription").await,
        ["Bronze", "DefaultSubscriptionless", "Gold", "Silver", "Unlimited"]
    );
    assert_eq!(names("api").await, ["10KPerMin", "20KPerMin", "50KPerMin", "Unlimited"]);
    let bronze = user.get(&at("/throttling-policies/subscription/Bronze")).await.expect(200);
    assert_eq!((&bronze["requestCount"], &bronze["unitTime"]), (&json!(1_000), &json!(60_000)));
    user.get(&at("/throttling-policies/subscription/None")).await.expect(404);
    user.get(&at("/throttling-policies/nothing")).await.expect(400);
    let streaming = user.get(&at("/throttling-policies/streaming/subscription")).await.expect(200);
    assert_eq!(streaming["count"], 9);
    assert_eq!(streaming["list"][0]["defaultLimit"]["type"], "EVENTCOUNTLIMIT");

    let id = make(&user, &pizza()).await;
    let plans = user.get(&at(&format!("/apis/{id}/subscription-policies"))).await;
    assert_eq!(plans.json().as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn an_unknown_plan_or_policy_is_refused() {
    let app = App::start().await;
    let user = maker(&app).await;
    let mut body = pizza();
    body["policies"] = json!(["Gold", "Platinum"]);
    let refused = user.post(&at("/apis"), &body).await.expect(400);
    assert!(refused["description"].as_str().is_some_and(|d| d.contains("policies[1]")));
    let mut body = pizza();
    body["apiThrottlingPolicy"] = json!("Fast");
    user.post(&at("/apis"), &body).await.expect(400);
}

#[tokio::test]
async fn a_plan_deleted_since_is_dropped_from_the_api() {
    let app = App::start().await;
    let user = maker(&app).await;
    let admin = app.as_user("admin", "apim:admin").await;
    let plan = json!({
        "policyName": "Mine", "displayName": "Mine",
        "defaultLimit": {"type": "REQUESTCOUNTLIMIT", "requestCount": {"timeUnit": "min", "unitTime": 1, "requestCount": 5}}});
    let made = admin.post("/api/am/admin/v4/throttling/policies/subscription", &plan).await.expect(201);
    let mut body = pizza();
    body["policies"] = json!(["Gold", "Mine"]);
    let id = make(&user, &body).await;
    let policy = format!(
        "/api/am/admin/v4/throttling/policies/subscription/{}",
        made["policyId"].as_str().expect("an id")
    );
    if admin.delete(&policy).await.status == 200 {
        let saved = user.put(&at(&format!("/apis/{id}")), &body).await.expect(200);
        assert_eq!(saved["policies"], json!(["Gold"]));
    }
}

#[tokio::test]
async fn settings_name_the_environments() {
    let app = App::start().await;
    let user = maker(&app).await;
    let settings = user.get(&at("/settings")).await.expect(200);
    assert_eq!(settings["environment"][0]["vhosts"][0]["host"], "localhost");
}
