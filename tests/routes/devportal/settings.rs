use serde_json::json;

use super::D;
use super::world::World;

#[tokio::test]
async fn a_portal_learns_what_it_needs_before_anybody_signs_in() {
    let w = World::start().await;
    let settings = w.app.anonymous().get(&format!("{D}/settings")).await.expect(200);
    assert_eq!(settings["apiGatewayEndpoint"], "https://localhost:8243,http://localhost:8280");
    assert_eq!(settings["IsAnonymousModeEnabled"], true);
    let tenants = w.app.anonymous().get(&format!("{D}/tenants")).await.expect(200);
    assert_eq!(tenants["list"], json!([{"domain": "carbon.super", "status": "ACTIVE"}]));
    w.app.anonymous().get(&format!("{D}/tenants?state=odd")).await.expect(400);
    assert_eq!(w.app.anonymous().get(&format!("{D}/api-categories")).await.expect(200)["count"], 0);
}

#[tokio::test]
async fn developers_choose_from_policies() {
    let w = World::start().await;
    let path = format!("{D}/throttling-policies");
    let all = w.dev.get(&format!("{path}/application")).await.expect(200);
    let names: Vec<_> = all["list"].as_array().expect("a list").iter().map(|p| p["name"].clone()).collect();
    assert_eq!(names, ["10PerMin", "20PerMin", "50PerMin", "Unlimited"]);
    assert_eq!(w.dev.get(&format!("{path}/subscription/Gold")).await.expect(200)["requestCount"], 5_000);
    for internal in ["Unauthenticated", "DefaultSubscriptionless", "Nothing"] {
        w.dev.get(&format!("{path}/subscription/{internal}")).await.expect(404);
    }
    w.dev.get(&format!("{path}/advanced")).await.expect(400);
}

#[tokio::test]
async fn key_managers_are_for_developers() {
    let w = World::start().await;
    let path = format!("{D}/key-managers");
    w.app.anonymous().get(&path).await.expect(401);
    let list = w.dev.get(&path).await.expect(200);
    assert_eq!(list["list"][0]["name"], "Resident Key Manager");
    assert_eq!(list["list"][0]["tokenEndpoint"], "https://localhost:9443/oauth2/token");
}

#[tokio::test]
async fn a_password_is_changed_by_whoever_knows_it() {
    let w = World::start().await;
    let path = format!("{D}/me/change-password");
    for (current, new) in [("wrong", "secret1"), ("dev", "shrt"), ("dev", "with space"), ("dev", "")] {
        w.dev.post(&path, &json!({"currentPassword": current, "newPassword": new})).await.expect(400);
    }
    w.dev.post(&path, &json!({"currentPassword": "dev", "newPassword": "secret1"})).await.expect(200);
    assert!(w.app.control.authenticate("dev", "dev").await.expect("an answer").is_none());
    assert!(w.app.control.authenticate("dev", "secret1").await.expect("an answer").is_some());
    w.dev.get(&format!("{D}/applications")).await.expect(401);
}

#[tokio::test]
async fn what_is_absent_says_so() {
    let w = World::start().await;
    for path in ["apis/x/topics", "sdk-gen/languages", "apis/x/sdks/java"] {
        let answer = w.dev.get(&format!("{D}/{path}")).await.expect(501);
        assert!(answer["description"].as_str().is_some_and(|d| d.starts_with("not supported")), "{answer}");
    }
}
