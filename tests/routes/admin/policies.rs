//! `/throttling/policies`.

use serde_json::{Value, json};

use super::BASE;
use crate::app::{App, User};

fn application(name: &str) -> Value {
    json!({
        "policyName": name, "displayName": name, "description": "thirty",
        "defaultLimit": {"type": "REQUESTCOUNTLIMIT",
            "requestCount": {"timeUnit": "min", "unitTime": 1, "requestCount": 30}},
    })
}

fn path(level: &str) -> String {
    format!("{BASE}/throttling/policies/{level}")
}

async fn admin(app: &App) -> User {
    app.as_user("admin", "apim:admin").await
}

fn names(list: &Value) -> Vec<&str> {
    list["list"].as_array().expect("a list").iter().filter_map(|p| p["policyName"].as_str()).collect()
}

#[tokio::test]
async fn an_application_policy_is_made_changed_and_deleted() {
    let app = App::start().await;
    let admin = admin(&app).await;
    let mut body = application("30PerMin");
    body["burstLimit"] = json!({"rateLimitCount": 5, "rateLimitTimeUnit": "sec"});
    let made = admin.post(&path("application"), &body).await.expect(201);
    let one = format!("{}/{}", path("application"), made["policyId"].as_str().expect("an id"));
    let read = admin.get(&one).await.expect(200);
    assert_eq!(read["defaultLimit"]["requestCount"]["requestCount"], 30);
    assert_eq!(read["burstLimit"], json!({"rateLimitCount": 5, "rateLimitTimeUnit": "sec"}));
    assert_eq!(read["type"], "ApplicationThrottlePolicy");
    let mut changed = application("another name");
    changed["description"] = json!("updated");
    changed["defaultLimit"] = json!({"type": "BANDWIDTHLIMIT",
        "bandwidth": {"timeUnit": "hours", "unitTime": 2, "dataAmount": 5, "dataUnit": "KB"}});
    let changed = admin.put(&one, &changed).await.expect(200);
    assert_eq!((&changed["policyName"], &changed["description"]), (&json!("30PerMin"), &json!("updated")));
    assert_eq!(changed["defaultLimit"]["bandwidth"]["timeUnit"], "hours");
    assert_eq!(admin.post(&path("application"), &application("30PerMin")).await.expect(409)["code"], 409);
    admin.delete(&one).await.expect(200);
    admin.get(&one).await.expect(404);
    admin.delete(&one).await.expect(404);
    admin.put(&one, &application("30PerMin")).await.expect(404);
}

#[tokio::test]
async fn a_subscription_policy_gives_back_everything_that_was_written() {
    let app = App::start().await;
    let admin = admin(&app).await;
    let body = json!({
        "policyName": "Platinum", "displayName": "Platinum", "description": "",
        "graphQLMaxComplexity": 400, "graphQLMaxDepth": 10,
        "defaultLimit": {"type": "EVENTCOUNTLIMIT",
            "eventCount": {"timeUnit": "days", "unitTime": 1, "eventCount": 3000}},
        "monetization": {"monetizationPlan": "FIXEDRATE", "properties": {"currencyType": "USD"}},
        "rateLimitCount": 10, "rateLimitTimeUnit": "min",
        "customAttributes": [{"name": "region", "value": "north"}],
        "stopOnQuotaReach": true, "billingPlan": "COMMERCIAL",
        "permissions": {"permissionType": "DENY", "roles": ["Internal/creator"]}, "subscriberCount": 7,
    });
    let made = admin.post(&path("subscription"), &body).await.expect(201);
    for (member, value) in body.as_object().expect("an object") {
        assert_eq!(&made[member], value, "{member}");
    }
    let plain = json!({"policyName": "Plain", "defaultLimit": application("x")["defaultLimit"]});
    let plain = admin.post(&path("subscription"), &plain).await.expect(201);
    assert_eq!((&plain["rateLimitCount"], &plain["rateLimitTimeUnit"]), (&json!(-1), &json!("NA")));
    assert_eq!(plain["permissions"], json!({"permissionType": "ALLOW", "roles": ["Internal/everyone"]}));
    assert_eq!(plain["stopOnQuotaReach"], false);
}

#[tokio::test]
async fn an_advanced_policy_keeps_every_kind_of_condition() {
    let app = App::start().await;
    let admin = admin(&app).await;
    let groups = json!([{
        "description": "office",
        "conditions": [
            {"type": "HEADERCONDITION", "invertCondition": false,
             "headerCondition": {"headerName": "Host", "headerValue": "10[.]100.*"}},
            {"type": "IPCONDITION", "invertCondition": true,
             "ipCondition": {"ipConditionType": "IPRANGE", "startingIP": "10.0.0.1", "endingIP": "10.0.0.9"}},
            {"type": "QUERYPARAMETERCONDITION", "invertCondition": false,
             "queryParameterCondition": {"parameterName": "name", "parameterValue": "admin"}},
            {"type": "JWTCLAIMSCONDITION", "invertCondition": true,
             "jwtClaimsCondition": {"claimUrl": "http://claims/x", "attribute": "a+"}},
        ],
        "limit": {"type": "REQUESTCOUNTLIMIT",
            "requestCount": {"timeUnit": "min", "unitTime": 1, "requestCount": 0}},
    }]);
    let mut body = application("conditional");
    body["conditionalGroups"] = groups.clone();
    let raw = admin.post(&path("advanced"), &body).await.expect(201);
    for (i, condition) in groups[0]["conditions"].as_array().expect("conditions").iter().enumerate() {
        for (member, value) in condition.as_object().expect("an object") {
            let made = &raw["conditionalGroups"][0]["conditions"][i][member];
            match value.as_object() {
                Some(inner) => inner.iter().for_each(|(k, v)| assert_eq!(&made[k], v, "{member}.{k}")),
                None => assert_eq!(made, value, "{member}"),
            }
        }
    }
    body["policyName"] = json!("broken");
    body["conditionalGroups"][0]["conditions"][1]["ipCondition"]["endingIP"] = json!("9.0.0.1");
    body["conditionalGroups"][0]["conditions"][0]["headerCondition"]["headerValue"] = json!("(");
    let refused = admin.post(&path("advanced"), &body).await.expect(400).to_string();
    assert!(refused.contains("conditionalGroups[0].conditions[1].ipCondition.startingIP"), "{refused}");
    assert!(refused.contains("conditionalGroups[0].conditions[0].headerCondition.headerValue"), "{refused}");
}

#[tokio::test]
async fn built_in_policies_are_listed_and_searched() {
    let app = App::start().await;
    let admin = admin(&app).await;
    let plans = admin.get(&path("subscription")).await.expect(200);
    for name in ["Bronze", "DefaultSubscriptionless", "AsyncWHGold", "Unauthenticated", "Unlimited"] {
        assert!(names(&plans).contains(&name), "{name}");
    }
    let all = admin.get(&format!("{}/search?query=type:all", path("").trim_end_matches('/'))).await;
    let all = all.expect(200);
    for name in ["10PerMin", "50PerMin", "Gold", "10KPerMin", "50KPerMin"] {
        assert!(names(&all).contains(&name), "{name}");
    }
    let few = admin.get(&format!("{BASE}/throttling/policies/search?query=type:app")).await.expect(200);
    assert_eq!(names(&few), ["10PerMin", "20PerMin", "50PerMin", "Unlimited"]);
    admin.get(&format!("{BASE}/throttling/policies/search?query=type:xyz")).await.expect(400);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_field() {
    let app = App::start().await;
    let admin = admin(&app).await;
    for (pointer, value, field) in [
        ("/policyName", json!(""), "policyName"),
        ("/policyName", json!("a b"), "policyName"),
        ("/policyName", json!("../../etc"), "policyName"),
        ("/policyName", json!("x".repeat(61)), "policyName"),
        ("/description", json!("x".repeat(1_025)), "description"),
        ("/defaultLimit/type", json!("SOMETHING"), "defaultLimit.type"),
        ("/defaultLimit/type", json!("BANDWIDTHLIMIT"), "defaultLimit.bandwidth"),
        ("/defaultLimit/requestCount/unitTime", json!(0), "defaultLimit.unitTime"),
        ("/defaultLimit/requestCount/unitTime", json!(-1), "defaultLimit.requestCount.unitTime"),
        ("/defaultLimit/requestCount/requestCount", json!(-1), "defaultLimit.requestCount.requestCount"),
        ("/defaultLimit/requestCount/timeUnit", json!("fortnight"), "defaultLimit.timeUnit"),
    ] {
        let mut body = application("fine");
        *body.pointer_mut(pointer).expect("a member") = value.clone();
        let refused = admin.post(&path("application"), &body).await.expect(400);
        assert!(refused.to_string().contains(field), "{pointer} = {value}: {refused}");
    }
    for hostile in ["", "[]", "null", "{\"policyName\":{}}", "\u{0}", "{\"policyName\":\"a\"}"] {
        let answer = admin
            .raw(
                http::Method::POST,
                &path("application"),
                Some("application/json"),
                &[],
                hostile.to_owned().into(),
            )
            .await;
        answer.expect(400);
    }
    let injected = |id: &str| format!("{}/{id}'; DROP TABLE throttle_policy--", path("application"));
    admin.get(&injected("").replace(' ', "%20")).await.expect(404);
    admin.get(&injected("%00").replace(' ', "%20")).await.expect(400);
}

#[tokio::test]
async fn custom_rules_belong_to_the_super_tenant_and_wait_for_the_gateway() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let rule = json!({"policyName": "rule", "keyTemplate": "$userId", "siddhiQuery": "FROM RequestStream"});
    let (admin, theirs) = (admin(&app).await, app.as_user("admin@a.com", "apim:admin").await);
    assert_eq!(admin.get(&path("custom")).await.expect(200)["count"], 0);
    admin.post(&path("custom"), &rule).await.expect(501);
    theirs.get(&path("custom")).await.expect(403);
    theirs.post(&path("custom"), &rule).await.expect(403);
    theirs.get(&format!("{}/x", path("custom"))).await.expect(403);
    theirs.put(&format!("{}/x", path("custom")), &rule).await.expect(403);
    theirs.delete(&format!("{}/x", path("custom"))).await.expect(403);
    theirs.get(&format!("{BASE}/throttling/policies/export?type=global&name=rule")).await.expect(403);
}

#[tokio::test]
async fn a_policy_is_seen_and_changed_only_by_administrators_of_its_tenant() {
    let app = App::start().await;
    app.tenant("a.com").await;
    app.user("carol", &["Internal/creator"]).await;
    let made = admin(&app).await.post(&path("application"), &application("ours")).await.expect(201);
    let one = format!("{}/{}", path("application"), made["policyId"].as_str().expect("an id"));
    let theirs = app.as_user("admin@a.com", "apim:admin").await;
    theirs.get(&one).await.expect(404);
    theirs.put(&one, &application("ours")).await.expect(404);
    theirs.delete(&one).await.expect(404);
    theirs.post(&path("application"), &application("ours")).await.expect(201);
    let carol = app.as_user("carol", "apim:api_view apim:tier_view").await;
    carol.get(&one).await.expect(200);
    carol.delete(&one).await.expect(401);
    app.as_user("carol", "apim:api_view").await.get(&one).await.expect(401);
    app.as_basic("admin", "admin").get(&one).await.expect(401);
}

#[tokio::test]
async fn a_policy_in_use_stays() {
    let app = App::start().await;
    let admin = admin(&app).await;
    let id = |made: Value| made["policyId"].as_str().expect("an id").to_owned();
    let made = id(admin.post(&path("application"), &application("used")).await.expect(201));
    let row = store::application::ApplicationRow {
        id: "app".into(),
        tenant: "carbon.super".into(),
        owner: "admin".into(),
        name: "App".into(),
        policy: "used".into(),
        status: "APPROVED".into(),
        created_at: 0,
        updated_at: 0,
        body: json!({}),
    };
    let mut tx = app.control.begin().await.expect("tx");
    store::application::insert(&mut tx, &row).await.expect("an application");
    tx.commit().await.expect("commit");
    let one = format!("{}/{made}", path("application"));
    let refused = admin.delete(&one).await.expect(403);
    assert!(refused.to_string().contains("application"), "{refused}");
    let list = admin.get(&path("advanced")).await.expect(200);
    let unlimited = list["list"].as_array().expect("a list").iter().find(|p| p["policyName"] == "Unlimited");
    let unlimited = unlimited.and_then(|p| p["policyId"].as_str()).expect("an id");
    admin.delete(&format!("{}/{unlimited}", path("advanced"))).await.expect(403);
    let mut tx = app.control.begin().await.expect("tx");
    store::application::delete(&mut tx, "carbon.super", "app").await.expect("deleted");
    tx.commit().await.expect("commit");
    admin.delete(&one).await.expect(200);
}

#[tokio::test]
async fn what_happens_without_a_traffic_manager_is_the_policys_own_and_kept_when_not_named() {
    let app = App::start().await;
    let admin = admin(&app).await;
    for level in ["application", "subscription", "advanced"] {
        let made = admin.post(&path(level), &application("Mine")).await.expect(201);
        assert_eq!(made["failureMode"], "local");
        let one = format!("{}/{}", path(level), made["policyId"].as_str().expect("an id"));
        let mut body = application("Mine");
        body["failureMode"] = json!("closed");
        assert_eq!(admin.put(&one, &body).await.expect(200)["failureMode"], "closed");
        // Clients of WSO2 do not know the member.
        assert_eq!(admin.put(&one, &application("Mine")).await.expect(200)["failureMode"], "closed");
        assert_eq!(admin.get(&one).await.expect(200)["failureMode"], "closed");
        let mut tx = app.control.read().await.expect("tx");
        let documents = store::catalog::page(&mut tx, 0, 10_000).await.expect("documents");
        let told = documents
            .into_iter()
            .filter_map(|d| d.body.filter(|b| b["name"] == "Mine" && b["level"] == level));
        assert_eq!(told.map(|b| b["failure_mode"].clone()).collect::<Vec<_>>(), ["closed"]);
        body["failureMode"] = json!("ajar");
        let refused = admin.put(&one, &body).await.expect(400)["description"].to_string();
        assert!(refused.contains("failureMode"), "{refused}");
    }
}
