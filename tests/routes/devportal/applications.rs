use model::catalog::Kind;
use serde_json::{Value, json};

use super::D;
use super::world::World;

#[tokio::test]
async fn an_application_is_made_read_changed_listed_and_deleted() {
    let w = World::start().await;
    let body = json!({"name": "Shop", "throttlingPolicy": "10PerMin", "description": "sells", "tokenType": "JWT",
        "attributes": {"team": "blue"}, "groups": ["ignored"]});
    let made = w.dev.post(&format!("{D}/applications"), &body).await.expect(201);
    assert_eq!((&made["owner"], &made["status"]), (&json!("dev"), &json!("APPROVED")));
    assert_eq!((&made["groups"], &made["attributes"]), (&json!([]), &json!({"team": "blue"})));
    let path = format!("{D}/applications/{}", made["applicationId"].as_str().expect("an id"));
    assert_eq!(w.dev.get(&path).await.expect(200), made);
    assert_eq!(w.documents(Kind::Application).await.iter().filter(|a| a["name"] == "Shop").count(), 1);

    let change = json!({"name": "Shop 2", "throttlingPolicy": "20PerMin"});
    let changed = w.dev.put(&path, &change).await.expect(200);
    assert_eq!((&changed["name"], &changed["throttlingPolicy"]), (&json!("Shop 2"), &json!("20PerMin")));
    let list = w.dev.get(&format!("{D}/applications?sortBy=name&sortOrder=desc")).await.expect(200);
    assert_eq!(names(&list), ["Shop 2", "DefaultApplication"]);
    let found = w.dev.get(&format!("{D}/applications?query=shop&limit=1")).await.expect(200);
    assert_eq!((names(&found), &found["pagination"]["total"]), (vec!["Shop 2"], &json!(1)));

    w.dev.delete(&path).await.expect(200);
    assert_eq!(w.dev.get(&path).await.expect(404)["code"], 900_307);
    w.dev.delete(&path).await.expect(404);
    assert!(w.documents(Kind::Application).await.iter().all(|a| a["name"] != "Shop 2"));
}

fn names(list: &Value) -> Vec<&str> {
    list["list"].as_array().expect("a list").iter().filter_map(|a| a["name"].as_str()).collect()
}

#[tokio::test]
async fn everyone_starts_with_one_application_and_may_delete_it_for_good() {
    let w = World::start().await;
    let path = format!("{D}/applications");
    let list = w.dev.get(&path).await.expect(200);
    assert_eq!(names(&list), ["DefaultApplication"]);
    assert_eq!(list["list"][0]["throttlingPolicy"], "Unlimited");
    let id = list["list"][0]["applicationId"].as_str().expect("an id");
    w.dev.delete(&format!("{path}/{id}")).await.expect(200);
    assert_eq!(w.dev.get(&path).await.expect(200)["count"], 0);
    assert_eq!(w.other.get(&path).await.expect(200)["count"], 1);
}

#[tokio::test]
async fn names_are_unique_per_owner() {
    let w = World::start().await;
    w.application(&w.dev, "Shop").await;
    w.application(&w.other, "Shop").await;
    let body = json!({"name": " Shop ", "throttlingPolicy": "Unlimited"});
    let again = w.dev.post(&format!("{D}/applications"), &body).await.expect(409);
    assert_eq!(again["message"], "An application already exists with name Shop");
    let second = w.application(&w.dev, "Second").await;
    w.dev.put(&format!("{D}/applications/{second}"), &body).await.expect(409);
}

#[tokio::test]
async fn other_owners_are_refused_and_other_tenants_find_nothing() {
    let w = World::start().await;
    let id = w.application(&w.dev, "Shop").await;
    let path = format!("{D}/applications/{id}");
    let stranger = w.stranger().await;
    let body = json!({"name": "Mine", "throttlingPolicy": "Unlimited"});
    for (user, status) in [(&w.other, 403), (&stranger, 404)] {
        user.get(&path).await.expect(status);
        user.put(&path, &body).await.expect(status);
        user.delete(&path).await.expect(status);
        user.get(&format!("{path}/oauth-keys")).await.expect(status);
        let keys = json!({"keyType": "PRODUCTION", "grantTypesToBeSupported": ["client_credentials"]});
        assert_ne!(user.post(&format!("{path}/generate-keys"), &keys).await.status, 200);
        user.post(&format!("{path}/reset-throttle-policy"), &json!({"userName": "dev"})).await.expect(status);
    }
    w.dev.get(&path).await.expect(200);
}

#[tokio::test]
async fn a_token_without_the_scope_is_refused() {
    let w = World::start().await;
    let creator = w.app.as_user("admin", "apim:api_create apim:api_publish").await;
    creator.get(&format!("{D}/applications")).await.expect(401);
    let body = json!({"name": "Shop", "throttlingPolicy": "Unlimited"});
    creator.post(&format!("{D}/applications"), &body).await.expect(401);
}

#[tokio::test]
async fn wrong_input_is_named() {
    let w = World::start().await;
    let path = format!("{D}/applications");
    let long = "x".repeat(2_000);
    for (body, says) in [
        (json!({"name": "", "throttlingPolicy": "Unlimited"}), "name"),
        (json!({"name": "   ", "throttlingPolicy": "Unlimited"}), "name"),
        (json!({"name": long, "throttlingPolicy": "Unlimited"}), "name"),
        (json!({"name": "a\u{0}b", "throttlingPolicy": "Unlimited"}), "name"),
        (json!({"name": "a", "throttlingPolicy": "Nothing"}), "tier name"),
        (json!({"name": "a", "throttlingPolicy": "Bronze"}), "tier name"),
        (json!({"name": "a"}), "throttlingPolicy"),
        (json!({"name": ["a"], "throttlingPolicy": "Unlimited"}), "name"),
        (json!({"name": "a", "throttlingPolicy": "Unlimited", "tokenType": "SAML"}), "tokenType"),
        (json!({"name": "a", "throttlingPolicy": "Unlimited", "description": long}), "description"),
        (json!({"name": "a", "throttlingPolicy": "Unlimited", "attributes": {"a": long}}), "attributes"),
        (json!([]), "body"),
    ] {
        let answer = w.dev.post(&path, &body).await.expect(400);
        assert!(answer.to_string().contains(says), "{says}: {answer}");
    }
    let code = w.dev.post(&path, &json!({"name": "a", "throttlingPolicy": "x"})).await.expect(400);
    assert_eq!((&code["code"], &code["message"]), (&json!(900_305), &json!("The tier name is invalid.")));
    for query in
        ["limit=-1", "offset=-5", "limit=x", "sortBy=secret", "sortOrder=up", "limit=99999999999999999999"]
    {
        w.dev.get(&format!("{path}?{query}")).await.expect(400);
    }
    // What would be SQL or a wildcard is a name like any other.
    let odd = "50%_off'; DROP TABLE application; --";
    w.application(&w.dev, odd).await;
    let found = w.dev.get(&format!("{path}?query=%25_off")).await.expect(200);
    assert_eq!(names(&found), [odd]);
    assert_eq!(w.dev.get(&format!("{path}?query=%25x%25")).await.expect(200)["count"], 0);
}

#[tokio::test]
async fn a_quota_starts_anew_when_a_traffic_manager_answers() {
    let w = World::start().await;
    let body = json!({"name": "Shop", "throttlingPolicy": "10PerMin"});
    let made = w.dev.post(&format!("{D}/applications"), &body).await.expect(201);
    let id = made["applicationId"].as_str().expect("an id");
    let path = format!("{D}/applications/{id}/reset-throttle-policy");
    let ask = json!({"userName": "dev"});
    w.dev.post(&path, &ask).await.expect(503);
    let config = traffic::Config::default();
    let (hub, ambient) = (w.app.control.hub().clone(), w.app.control.ambient());
    let manager = traffic::TrafficManager::build(&config, hub, ambient).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(manager.run(async move { drop(stopped.await) }));
    w.dev.post(&path, &ask).await.expect(200);
    w.dev.post(&path, &json!({"userName": " "})).await.expect(400);
    w.dev.post(&path, &json!({})).await.expect(400);
    drop(stop);
    running.await.expect("stopped");
}
