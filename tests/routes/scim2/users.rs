//! `/scim2/Users` and `/scim2/Me`.

use http::Method;
use serde_json::{Value, json};

use super::{patch, roles};
use crate::app::App;

const USERS: &str = "/scim2/Users";

fn kim() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "kim", "password": "kim-secret",
        "name": {"givenName": "Kim", "familyName": "Lee"}, "emails": [{"value": "kim@mail.org", "primary": true}],
        "roles": [{"value": "Internal/creator"}, {"display": "Internal/publisher"}],
    })
}

#[tokio::test]
async fn a_user_is_made_signs_in_and_is_deleted() {
    let app = App::start().await;
    let admin = app.as_basic("admin", "admin");
    let answer = admin.post(USERS, &kim()).await;
    assert_eq!(answer.headers["content-type"], "application/scim+json");
    let made = answer.expect(201);
    assert!(!made.to_string().contains("kim-secret") && !made.to_string().contains("argon2"));
    assert_eq!(roles(&made), ["Internal/creator", "Internal/everyone", "Internal/publisher"]);
    assert_eq!((&made["name"]["givenName"], &made["meta"]["resourceType"]), (&json!("Kim"), &json!("User")));
    let one = format!("{USERS}/{}", made["id"].as_str().expect("an id"));
    assert_eq!(admin.get(&one).await.expect(200), made);
    let kim_self = app.as_basic("kim", "kim-secret");
    assert_eq!(kim_self.get("/scim2/Me").await.expect(200)["userName"], "kim");
    let taken = admin.post(USERS, &kim()).await.expect(409);
    assert_eq!((&taken["status"], &taken["scimType"]), (&json!("409"), &json!("uniqueness")));
    assert_eq!(admin.delete(&one).await.status, 204);
    kim_self.get("/scim2/Me").await.expect(401);
    assert_eq!(
        admin.get(&one).await.expect(404)["schemas"][0],
        "urn:ietf:params:scim:api:messages:2.0:Error"
    );
    admin.delete(&one).await.expect(404);
}

#[tokio::test]
async fn users_are_found_by_name_page_by_page() {
    let app = App::start().await;
    let admin = app.as_basic("admin", "admin");
    for name in ["ann", "Anna", "b_b", "bob"] {
        app.user(name, &[]).await;
    }
    let found = async |query: &str| {
        let list = admin.get(&format!("{USERS}?{query}")).await.expect(200);
        let names = list["Resources"].as_array().expect("a list").iter();
        let names: Vec<String> = names.filter_map(|u| u["userName"].as_str().map(str::to_owned)).collect();
        (list["totalResults"].as_i64().unwrap_or(-1), names.join(" "))
    };
    assert_eq!(found("filter=userName%20eq%20%22bob%22").await, (1, "bob".into()));
    assert_eq!(found("filter=userName+sw+an").await, (2, "Anna ann".into()));
    assert_eq!(found("filter=userName+co+%22_%22").await, (1, "b_b".into()));
    assert_eq!(found("filter=userName+eq+%22nobody%22").await, (0, String::new()));
    assert_eq!(found("filter=userName+eq+%22%27%20OR%201%3D1--%22").await, (0, String::new()));
    assert_eq!(found("startIndex=2&count=2").await, (5, "admin ann".into()));
    assert_eq!(found("startIndex=-5&count=-1").await, (5, String::new()));
    for bad in ["filter=emails+eq+x", "filter=userName+pr", "filter=(", "count=many"] {
        let refused = admin.get(&format!("{USERS}?{bad}")).await.expect(400);
        assert_eq!(refused["status"], "400", "{bad}");
    }
}

#[tokio::test]
async fn a_new_password_ends_what_the_old_one_began() {
    let app = App::start().await;
    let admin = app.as_basic("admin", "admin");
    let made = admin.post(USERS, &kim()).await.expect(201);
    let one = format!("{USERS}/{}", made["id"].as_str().expect("an id"));
    let token = app.as_user("kim", "openid").await;
    token.get("/scim2/Me").await.expect(200);
    let op = json!([{"op": "replace", "path": "password", "value": "new-secret"}]);
    patch(&admin, &one, op).await.expect(200);
    token.get("/scim2/Me").await.expect(401);
    app.as_basic("kim", "kim-secret").get("/scim2/Me").await.expect(401);
    let kim = app.as_basic("kim", "new-secret");
    let own = json!([{"op": "replace", "value": {"password": "own-secret", "nickName": "k"}}]);
    assert_eq!(patch(&kim, "/scim2/Me", own).await.expect(200)["nickName"], "k");
    let kim = app.as_basic("kim", "own-secret");
    let more = json!([{"op": "add", "path": "roles", "value": [{"value": "admin"}]}]);
    patch(&kim, "/scim2/Me", more).await.expect(403);
    patch(&kim, "/scim2/Me", json!([{"op": "replace", "path": "active", "value": false}])).await.expect(403);
    patch(&admin, &one, json!([{"op": "replace", "path": "active", "value": "False"}])).await.expect(200);
    kim.get("/scim2/Me").await.expect(401);
    let short = json!([{"op": "replace", "path": "password", "value": "x"}]);
    patch(&admin, &one, short).await.expect(400);
}

#[tokio::test]
async fn replacing_and_patching_change_roles_and_profile() {
    let app = App::start().await;
    let admin = app.as_basic("admin", "admin");
    let made = admin.post(USERS, &kim()).await.expect(201);
    let one = format!("{USERS}/{}", made["id"].as_str().expect("an id"));
    let mut echoed = made.clone();
    echoed["roles"] = json!(["Internal/subscriber"]);
    echoed["nickName"] = json!("k");
    let replaced = admin.put(&one, &echoed).await.expect(200);
    assert_eq!(
        (roles(&replaced), &replaced["nickName"]),
        (vec!["Internal/everyone", "Internal/subscriber"], &json!("k"))
    );
    let bare = admin.put(&one, &json!({"userName": "kim"})).await.expect(200);
    assert_eq!(roles(&bare), ["Internal/everyone", "Internal/subscriber"]);
    assert!(bare["name"].is_null());
    admin.put(&one, &json!({"userName": "tim"})).await.expect(400);
    let add = json!([
        {"op": "add", "path": "groups", "value": [{"value": "Internal/creator"}]},
        {"op": "replace", "path": "name.givenName", "value": "K"},
    ]);
    let changed = patch(&admin, &one, add).await.expect(200);
    assert_eq!(roles(&changed), ["Internal/creator", "Internal/everyone", "Internal/subscriber"]);
    assert_eq!(changed["name"]["givenName"], "K");
    let unknown = json!([{"op": "add", "path": "roles", "value": [{"value": "Internal/none"}]}]);
    patch(&admin, &one, unknown).await.expect(400);
    assert_eq!(admin.get(&one).await.expect(200), changed);
}

#[tokio::test]
async fn what_is_no_user_is_refused() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_basic("admin", "admin");
    for (pointer, value) in [
        ("/userName", json!("")),
        ("/userName", json!("a b")),
        ("/userName", json!("a:b")),
        ("/userName", json!("a\u{0}b")),
        ("/userName", json!("bob@a.com")),
        ("/userName", json!("x".repeat(256))),
        ("/userName", json!({"a": 1})),
        ("/password", json!("x")),
        ("/password", json!("x".repeat(129))),
        ("/password", json!(null)),
        ("/roles", json!("admin")),
        ("/roles", json!([7])),
        ("/roles", json!([{"value": "no such role"}])),
    ] {
        let mut body = kim();
        *body.pointer_mut(pointer).expect("a member") = value.clone();
        let refused = admin.post(USERS, &body).await.expect(400);
        assert_eq!(refused["schemas"][0], "urn:ietf:params:scim:api:messages:2.0:Error", "{pointer} {value}");
        assert!(!refused.to_string().contains("kim-secret"));
    }
    for hostile in ["", "[]", "null", "{", "\u{1f980}"] {
        admin.raw(Method::POST, USERS, Some("application/scim+json"), &[], hostile.into()).await.expect(400);
    }
    assert_eq!(admin.get(&format!("{USERS}?filter=userName+eq+kim")).await.expect(200)["totalResults"], 0);
}

#[tokio::test]
async fn the_administrator_of_a_tenant_cannot_be_locked_out() {
    let app = App::start().await;
    let admin = app.as_basic("admin", "admin");
    let me = admin.get("/scim2/Me").await.expect(200);
    let one = format!("{USERS}/{}", me["id"].as_str().expect("an id"));
    admin.delete(&one).await.expect(403);
    patch(&admin, &one, json!([{"op": "replace", "path": "active", "value": false}])).await.expect(403);
    patch(&admin, &one, json!([{"op": "replace", "path": "roles", "value": []}])).await.expect(403);
    admin.get("/scim2/Me").await.expect(200);
}

#[tokio::test]
async fn administrators_see_their_own_tenant_only() {
    let app = App::start().await;
    app.tenant("a.com").await;
    app.user("carol", &["Internal/creator"]).await;
    let (ours, theirs) = (app.as_basic("admin", "admin"), app.as_basic("admin@a.com", "admin"));
    let made = ours.post(USERS, &kim()).await.expect(201);
    let id = made["id"].as_str().expect("an id");
    for path in [format!("{USERS}/{id}"), format!("/t/a.com/scim2/Users/{id}")] {
        theirs.get(&path).await.expect(404);
        theirs.delete(&path).await.expect(404);
        patch(&theirs, &path, json!([{"op": "remove", "path": "name"}])).await.expect(404);
    }
    let in_a = theirs.post("/t/a.com/scim2/Users", &kim()).await.expect(201);
    assert!(in_a["meta"]["location"].as_str().is_some_and(|l| l.contains("/t/a.com/scim2/Users/")));
    assert_eq!(
        app.as_basic("kim@a.com", "kim-secret").get("/t/a.com/scim2/Me").await.expect(200)["userName"],
        "kim"
    );
    assert_eq!(
        theirs.get("/t/a.com/scim2/Users?filter=userName%20eq%20kim").await.expect(200)["totalResults"],
        1
    );
    ours.get("/t/a.com/scim2/Users").await.expect(404);
    ours.get("/t/carbon.super/scim2/Users").await.expect(200);
    ours.get("/t/none.com/scim2/Users").await.expect(404);
    let carol = app.as_basic("carol", "carol");
    carol.get(USERS).await.expect(403);
    carol.post(USERS, &kim()).await.expect(403);
    carol.get(&format!("{USERS}/{id}")).await.expect(403);
    app.anonymous().get(USERS).await.expect(401);
    app.as_basic("admin", "wrong").get(USERS).await.expect(401);
    app.as_user("admin", "apim:api_view").await.get(USERS).await.expect(401);
    app.as_user("admin", "apim:admin").await.get(USERS).await.expect(200);
    app.as_user("carol", "apim:admin").await.get(USERS).await.expect(403);
}
