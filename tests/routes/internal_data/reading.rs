//! What gateways of other makes may ask.

use http::Method;
use serde_json::{Value, json};

use crate::app::{App, User};
use crate::authorisation::AWAY;
use crate::authorisation::fixture::Fixture;

const BASE: &str = "/internal/data/v1";

async fn get(user: &User, path: &str) -> Value {
    user.get(&format!("{BASE}{path}")).await.expect(200)
}

/// As `get`, for the tenant of the header.
async fn of(user: &User, tenant: &str, path: &str, status: u16) -> Value {
    let headers = [("xWSO2Tenant", tenant)];
    user.raw(Method::GET, &format!("{BASE}{path}"), None, &headers, bytes::Bytes::new()).await.expect(status)
}

#[tokio::test]
async fn what_gateways_must_know_hangs_together() {
    let app = App::start().await;
    app.tenant(AWAY).await;
    let fixture = Fixture::make(&app, "carbon.super", "Home").await;
    let root = app.as_basic("admin", "admin");
    let id = fixture.id("api");
    let apis = get(&root, &format!("/apis?apiId={id}")).await;
    assert_eq!(apis["count"], 1, "{apis}");
    let api = &apis["list"][0];
    assert_eq!(
        (&api["uuid"], &api["name"], &api["status"]),
        (&json!(id), &json!("ApiHome"), &json!("PUBLISHED"))
    );
    assert_eq!(api["environments"], json!(["Default"]));
    assert!(api["urlMappings"].as_array().is_some_and(|m| !m.is_empty()), "{api}");
    assert_eq!(get(&root, "/apis?gatewayLabel=nowhere").await["count"], 0);
    let context = api["context"].as_str().expect("a context");
    assert_eq!(get(&root, &format!("/apis?context={context}&version=1.0.0")).await["count"], 1);

    // The numbers of one list are those of the other.
    let subscriptions = get(&root, &format!("/subscriptions?apiId={}", api["apiId"])).await;
    assert_eq!(subscriptions["count"], 1, "{subscriptions}");
    let subscription = &subscriptions["list"][0];
    assert_eq!(subscription["subscriptionUUID"], fixture.id("subscription"));
    assert_eq!(subscription["subscriptionState"], "UNBLOCKED");
    let applications = get(&root, &format!("/applications?appId={}", subscription["appId"])).await;
    assert_eq!(applications["count"], 1, "{applications}");
    assert_eq!(applications["list"][0]["uuid"], fixture.id("application"));
    let keys = get(&root, "/application-key-mappings").await;
    let own = keys["list"].as_array().expect("a list").iter();
    assert!(own.clone().any(|k| k["applicationId"] == subscription["appId"]), "{keys}");

    let plans = get(&root, "/subscription-policies?policyName=Gold").await;
    assert_eq!((&plans["count"], &plans["list"][0]["tenantId"]), (&json!(1), &json!(-1234)));
    let gold = &plans["list"][0]["defaultLimit"]["requestCount"];
    assert_eq!(
        (&gold["requestCount"], &gold["timeUnit"], &gold["unitTime"]),
        (&json!(5000), &json!("min"), &json!(1))
    );
    assert!(get(&root, "/application-policies").await["count"].as_u64() > Some(0));
    assert!(get(&root, "/api-policies").await["count"].as_u64() > Some(0));
    let scopes = get(&root, "/scopes?scopeKey=scope_Home").await;
    assert_eq!(
        scopes["list"],
        json!([{"name": "scope_Home", "displayName": "Scope", "description": "", "roles": ["admin"]}])
    );
    let managers = get(&root, "/keymanagers").await;
    assert_eq!(managers[0]["name"], "Resident Key Manager", "{managers}");
    assert!(managers[0]["configuration"]["issuer"].is_string());
    assert_eq!(
        get(&root, "/endpoint-certificates?alias=certificateHome").await[0]["alias"],
        "certificateHome"
    );
    let deny = json!({"conditionType": "IP", "conditionValue": {"fixedIp": "192.0.2.1", "invert": true},
        "conditionStatus": true});
    let admin = app.as_user("admin", "apim:admin").await;
    admin.post("/api/am/admin/v4/throttling/deny-policies", &deny).await.expect(201);
    let blocked = get(&admin, "/block").await;
    assert_eq!(
        (&blocked["ip"][0]["fixedIp"], &blocked["ip"][0]["invert"]),
        (&json!("192.0.2.1"), &json!(true))
    );
    assert_eq!(get(&admin, "/revokedjwt").await["revokedJWTList"], json!([]));
}

#[tokio::test]
async fn other_tenants_are_for_administrators_of_the_super_tenant() {
    let app = App::start().await;
    app.tenant("a.com").await;
    app.user("pat", &["Internal/publisher"]).await;
    let away = Fixture::make(&app, "a.com", "Away").await;
    let (root, theirs) = (app.as_basic("admin", "admin"), app.as_basic("admin@a.com", "admin"));
    // Two APIs, and a product with its member.
    assert_eq!(of(&root, "a.com", "/apis", 200).await["count"], 4);
    assert_eq!(of(&root, "ALL", "/apis", 200).await["count"], 4);
    assert_eq!(get(&root, "/apis").await["count"], 0, "of the own tenant when none is named");
    assert_eq!(get(&theirs, "/apis").await["count"], 4);
    for path in ["/apis", "/scopes", "/endpoint-certificates", "/keymanagers"] {
        let refused = of(&theirs, "carbon.super", path, 404).await.to_string();
        assert!(!refused.contains(away.id("api")), "{refused}");
    }
    of(&theirs, "ALL", "/apis", 403).await;
    of(&root, "ALL", "/scopes", 400).await;
    of(&root, "nowhere.com", "/apis", 404).await;
    app.as_basic("pat", "pat").get(&format!("{BASE}/apis")).await.expect(403);
}
