//! `/api/am/devops/v0`, as `apictl` calls it.

use serde_json::json;

use crate::app::App;
use crate::authorisation::fixture::Fixture;

const BASE: &str = "/api/am/devops/v0";

#[tokio::test]
async fn levels_are_set_by_api_and_resource_and_told_to_gateways() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let away = Fixture::make(&app, "a.com", "Away").await;
    let (root, api) = (app.as_basic("admin", "admin"), away.id("api"));
    let list = format!("{BASE}/tenant-logs/a.com/apis");
    let own = format!("{list}/{api}");
    let all = root.get(&list).await.expect(200);
    let levels: Vec<_> = all["apis"].as_array().expect("a list").iter().map(|a| &a["logLevel"]).collect();
    assert!(levels.len() > 1 && levels.iter().all(|level| **level == "OFF"), "{all}");
    let set = root.put(&own, &json!({"logLevel": "full"})).await.expect(200);
    assert_eq!(
        (&set["apiId"], &set["logLevel"], &set["resourcePath"]),
        (&json!(api), &json!("FULL"), &json!(null))
    );
    let resource = json!({"logLevel": "STANDARD", "resourceMethod": "get", "resourcePath": "/*"});
    let set = root.put(&own, &resource).await.expect(200);
    assert_eq!((&set["resourceMethod"], &set["resourcePath"]), (&json!("GET"), &json!("/*")));
    let full = root.get(&format!("{list}?log-level=full")).await.expect(200);
    assert_eq!((full["apis"].as_array().map(Vec::len), &full["apis"][0]["apiId"]), (Some(1), &json!(api)));
    assert_eq!(root.get(&list).await.expect(200)["apis"].as_array().map(Vec::len), Some(levels.len() + 1));

    let mut tx = app.control.read().await.expect("tx");
    let told = store::catalog::of_kind(&mut tx, model::catalog::Kind::Api, Some("a.com"), 10)
        .await
        .expect("documents");
    let body = told.iter().filter_map(|d| d.body.as_ref()).find(|b| b["api_id"] == api).expect("a document");
    assert_eq!(
        body["log_levels"],
        json!([{"verb": "", "target": "", "level": "full"}, {"verb": "GET", "target": "/*", "level": "standard"}])
    );
    drop(tx);

    for (bad, status) in [
        (json!({"logLevel": "LOUD"}), 400),
        (json!({"logLevel": "FULL", "resourcePath": "/*"}), 400),
        (json!({"logLevel": "FULL", "resourceMethod": "GET", "resourcePath": "/nowhere"}), 404),
    ] {
        root.put(&own, &bad).await.expect(status);
    }
    root.put(&format!("{list}/nothing"), &json!({"logLevel": "FULL"})).await.expect(404);
    root.get(&format!("{BASE}/tenant-logs/nowhere.com/apis")).await.expect(404);
    root.get(&format!("{list}?log-level=loud")).await.expect(400);
}

#[tokio::test]
async fn logs_are_for_administrators_of_the_super_tenant() {
    let app = App::start().await;
    app.tenant("a.com").await;
    app.user("pat", &["Internal/publisher"]).await;
    let correlation = format!("{BASE}/config/correlation");
    let body = json!({"components": []});
    for user in [app.as_basic("admin@a.com", "admin"), app.as_basic("pat", "pat")] {
        let refused = user.get(&format!("{BASE}/tenant-logs/a.com/apis")).await.expect(403);
        assert_eq!(refused["code"], 900_915, "{refused}");
        assert_eq!(user.put(&correlation, &body).await.expect(403)["code"], 900_915);
    }
    app.anonymous().get(&correlation).await.expect(401);
}

#[tokio::test]
async fn correlation_is_of_requests_and_cannot_be_switched() {
    let app = App::start().await;
    let root = app.as_basic("admin", "admin");
    let path = format!("{BASE}/config/correlation");
    let now = root.get(&path).await.expect(200);
    let names: Vec<_> = now["components"].as_array().expect("a list").iter().map(|c| &c["name"]).collect();
    assert_eq!(names, ["http", "jdbc", "ldap", "synapse", "method-calls"]);
    assert_eq!(root.put(&path, &now).await.expect(200), now);
    for (name, enabled, status) in
        [("jdbc", "true", 501), ("http", "false", 501), ("http", "maybe", 400), ("coffee", "true", 400)]
    {
        let body = json!({"components": [{"name": name, "enabled": enabled}]});
        root.put(&path, &body).await.expect(status);
    }
    assert_eq!(root.get(&path).await.expect(200), now);
}
