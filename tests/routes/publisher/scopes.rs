//! `/scopes`, and the scopes of APIs.

use http::Method;
use serde_json::{Value, json};

use super::{announced, at, deploy, make, maker, pizza};
use crate::app::App;

#[tokio::test]
async fn a_shared_scope_is_made_attached_counted_changed_and_deleted() {
    let app = App::start().await;
    let user = maker(&app).await;
    let order = json!({"name": "order", "displayName": "Order", "description": "May order", "bindings": ["Internal/subscriber"]});
    let made = user.post(&at("/scopes"), &order).await.expect(201);
    let id = made["id"].as_str().expect("an id").to_owned();
    let path = at(&format!("/scopes/{id}"));
    assert_eq!(user.post(&at("/scopes"), &order).await.expect(409)["code"], 900_984);
    user.send(Method::HEAD, &at("/scopes/b3JkZXI="), None).await.expect(200);
    user.send(Method::HEAD, &at("/scopes/b3RoZXI"), None).await.expect(404);

    let mut body = pizza();
    body["scopes"] = json!([
        {"scope": {"name": "order"}, "shared": true},
        {"scope": {"name": "eat", "displayName": "Eat", "bindings": ["Internal/everyone"]}, "shared": false}]);
    body["operations"][0]["scopes"] = json!(["eat"]);
    body["operations"][1]["scopes"] = json!(["order", "eat"]);
    let api = make(&user, &body).await;
    deploy(&user, &api).await;
    assert_eq!(announced(&app).await[0].operations[1].scopes, ["order", "eat"]);
    let read = user.get(&at(&format!("/apis/{api}"))).await.expect(200);
    assert_eq!(read["scopes"][0]["scope"]["bindings"], json!(["Internal/subscriber"]));
    assert_eq!((&read["scopes"][0]["shared"], &read["scopes"][1]["shared"]), (&json!(true), &json!(false)));

    let usage = user.get(&format!("{path}/usage")).await.expect(200);
    assert_eq!(
        usage["usedApiList"][0]["usedResourceList"],
        json!([{"target": "/order/{orderId}", "verb": "PUT"}])
    );
    let list = user.get(&at("/scopes")).await.expect(200);
    assert_eq!((&list["count"], &list["list"][0]["usageCount"]), (&json!(1), &json!(1)));
    assert_eq!(user.delete(&path).await.expect(409)["code"], 900_985);

    let changed =
        json!({"name": "renamed", "displayName": "Order", "description": "Changed", "bindings": []});
    let saved = user.put(&path, &changed).await.expect(200);
    assert_eq!((&saved["name"], &saved["description"]), (&json!("order"), &json!("Changed")));
    assert_eq!(
        user.get(&at(&format!("/apis/{api}"))).await.expect(200)["scopes"][0]["scope"]["description"],
        "Changed"
    );

    let mut without = pizza();
    without["scopes"] = json!([]);
    user.put(&at(&format!("/apis/{api}")), &without).await.expect(200);
    // What is deployed still asks for them.
    user.send(Method::HEAD, &at("/scopes/ZWF0"), None).await.expect(200);
    user.delete(&path).await.expect(409);
    let out = at(&format!("/apis/{api}/undeploy-revision?allEnvironments=true"));
    user.post(&out, &json!([])).await.expect(201);
    user.send(Method::HEAD, &at("/scopes/ZWF0"), None).await.expect(404);
    user.delete(&path).await.expect(200);
    user.get(&path).await.expect(404);
}

#[tokio::test]
async fn a_local_scope_belongs_to_one_api_and_never_to_the_platform() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let user = maker(&app).await;
    let with_scope = |name: &str, scope: Value| {
        let mut body = pizza();
        body["name"] = json!(name);
        body["context"] = json!(format!("/{name}"));
        body["scopes"] = json!([{"scope": scope, "shared": false}]);
        body
    };
    let first = make(&user, &with_scope("First", json!({"name": "bake"}))).await;
    let path = at("/apis");
    let taken = user.post(&path, &with_scope("Second", json!({"name": "bake"}))).await.expect(400);
    assert_eq!(taken["code"], 903_204);
    for bad in [
        json!({"name": "apim:admin"}),
        json!({"name": "openid"}),
        json!({"name": "two words"}),
        json!({"name": ""}),
        json!({"name": "x", "bindings": ["no such role"]}),
    ] {
        user.post(&path, &with_scope("Second", bad)).await.expect(400);
    }
    let mut body = pizza();
    body["operations"][0]["scopes"] = json!(["unknown"]);
    let refused = user.post(&path, &body).await.expect(400);
    assert!(refused["description"].as_str().is_some_and(|d| d.contains("operations[0].scopes[0]")));
    user.post(&at(&format!("/apis/copy-api?apiId={first}&newVersion=2")), &json!({})).await.expect(201);
    let theirs = app.as_user("admin@a.com", "apim:api_create").await;
    theirs.post(&path, &with_scope("First", json!({"name": "bake"}))).await.expect(201);
    user.delete(&at(&format!("/apis/{first}"))).await.expect(200);
    user.send(Method::HEAD, &at("/scopes/YmFrZQ"), None).await.expect(200);
}

#[tokio::test]
async fn scopes_and_roles_need_scopes_and_stay_in_their_tenant() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let user = maker(&app).await;
    let made = user.post(&at("/scopes"), &json!({"name": "s"})).await.expect(201);
    let path = at(&format!("/scopes/{}", made["id"].as_str().expect("an id")));
    let subscriber = app.as_user("admin", "apim:subscribe").await;
    subscriber.get(&path).await.expect(401);
    subscriber.post(&at("/scopes"), &json!({"name": "t"})).await.expect(401);
    app.anonymous().get(&path).await.expect(401);
    let theirs = app.as_user("admin@a.com", super::SCOPES).await;
    theirs.get(&path).await.expect(404);
    theirs.delete(&path).await.expect(404);
    theirs.put(&path, &json!({"name": "s"})).await.expect(404);
    assert_eq!(theirs.get(&at("/scopes")).await.expect(200)["count"], 0);

    // Internal/creator, admin, nobody
    for (role, status) in [("SW50ZXJuYWwvY3JlYXRvcg==", 200), ("YWRtaW4", 200), ("bm9ib2R5", 404)] {
        assert_eq!(user.send(Method::HEAD, &at(&format!("/roles/{role}")), None).await.status, status);
    }
    user.send(Method::HEAD, &at("/me/roles/YWRtaW4"), None).await.expect(200);
}
