//! `/api-categories`.

use serde_json::{Value, json};

use super::BASE;
use crate::app::{App, User};

const PUBLISHER: &str = "/api/am/publisher/v4";
const DEVPORTAL: &str = "/api/am/devportal/v3";

fn all() -> String {
    format!("{BASE}/api-categories")
}

async fn make(admin: &User, name: &str) -> String {
    let made = admin.post(&all(), &json!({"name": name, "description": "x"})).await.expect(201);
    made["id"].as_str().expect("an id").to_owned()
}

fn api(name: &str, categories: &[&str]) -> Value {
    json!({"name": name, "context": format!("/{name}"), "version": "1.0.0", "categories": categories,
        "policies": ["Gold"],
        "endpointConfig": {"endpoint_type": "http", "production_endpoints": {"url": "http://localhost:1"}}})
}

#[tokio::test]
async fn an_api_is_in_categories_that_exist_and_is_found_by_them() {
    let app = App::start().await;
    let scopes = "apim:admin apim:api_view apim:api_create apim:api_publish apim:api_manage";
    let admin = app.as_user("admin", scopes).await;
    let food = make(&admin, "Food").await;
    make(&admin, "Travel").await;
    let apis = format!("{PUBLISHER}/apis");
    let refused = admin.post(&apis, &api("Pizza", &["Food", "Space"])).await.expect(400);
    assert_eq!(refused["code"], 900_345, "{refused}");
    let made = admin.post(&apis, &api("Pizza", &["food"])).await.expect(201);
    assert_eq!(made["categories"], json!(["Food"]), "as the administrator wrote it");
    admin.post(&apis, &api("Flights", &["Travel"])).await.expect(201);
    let id = made["id"].as_str().expect("an id");

    let listed = admin.get(&all()).await.expect(200);
    let counts: Vec<_> = listed["list"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|c| (c["name"].clone(), c["numberOfAPIs"].clone()))
        .collect();
    assert_eq!(counts, [(json!("Food"), json!(1)), (json!("Travel"), json!(1))]);
    let seen = admin.get(&format!("{PUBLISHER}/api-categories")).await.expect(200);
    assert_eq!((&seen["count"], &seen["list"][0]["name"]), (&json!(2), &json!("Food")));
    let found = admin.get(&format!("{apis}?query=api-category:FOOD")).await.expect(200);
    assert_eq!((&found["count"], &found["list"][0]["name"]), (&json!(1), &json!("Pizza")));

    let publish = format!("{apis}/change-lifecycle?apiId={id}&action=Publish");
    admin.post(&publish, &json!({})).await.expect(200);
    let nobody = app.anonymous();
    let seen = nobody.get(&format!("{DEVPORTAL}/api-categories")).await.expect(200);
    assert_eq!(seen["list"][0], json!({"id": food, "name": "Food", "description": "x"}));
    let found = nobody.get(&format!("{DEVPORTAL}/apis?query=api-category:food")).await.expect(200);
    assert_eq!((&found["count"], &found["list"][0]["id"]), (&json!(1), &json!(id)));
    let found = nobody.get(&format!("{DEVPORTAL}/apis?query=api-category:travel")).await.expect(200);
    assert_eq!(found["count"], 0, "nobody has published it");

    let one = format!("{}/{food}", all());
    admin.delete(&one).await.expect(409);
    let mut changed = made.clone();
    changed["categories"] = json!([]);
    admin.put(&format!("{apis}/{id}"), &changed).await.expect(200);
    admin.delete(&one).await.expect(200);
    admin.delete(&one).await.expect(404);
}

#[tokio::test]
async fn names_are_checked_kept_and_taken_once() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_user("admin", "apim:admin_operations").await;
    for name in ["", "a b", "a&b", "a\"b", "a\tb", &"x".repeat(256)] {
        let refused = admin.post(&all(), &json!({"name": name})).await.expect(400);
        assert!(refused["description"].to_string().contains("name"), "{name}: {refused}");
    }
    admin.post(&all(), &json!({"description": "nameless"})).await.expect(400);
    admin.post(&all(), &json!({"name": "Long", "description": "x".repeat(1025)})).await.expect(400);
    let food = make(&admin, "Food").await;
    admin.post(&all(), &json!({"name": "FOOD"})).await.expect(409);
    let one = format!("{}/{food}", all());
    let described = admin.put(&one, &json!({"name": "Other", "description": "new"})).await.expect(200);
    assert_eq!(described, json!({"id": food, "name": "Food", "description": "new", "numberOfAPIs": 0}));
    let theirs = app.as_user("admin@a.com", "apim:admin").await;
    assert_eq!(theirs.get(&all()).await.expect(200)["count"], 0);
    theirs.put(&one, &json!({"name": "Food"})).await.expect(404);
    theirs.delete(&one).await.expect(404);
    make(&theirs, "Food").await;
    let other = app.as_user("admin", "apim:tier_view").await;
    other.get(&all()).await.expect(401);
    app.anonymous().get(&all()).await.expect(401);
}
