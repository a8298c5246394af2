//! `/scim2/v2/Roles`, `/scim2/Roles`, `/scim2/Groups` and discovery.

use serde_json::json;

use super::{patch, roles};
use crate::app::App;

#[tokio::test]
async fn a_role_is_made_given_and_taken_away_in_both_views() {
    let app = App::start().await;
    app.user("ann", &[]).await;
    let admin = app.as_basic("admin", "admin");
    let ann = admin.get("/scim2/Users?filter=userName+eq+ann").await.expect(200)["Resources"][0].clone();
    let user = format!("/scim2/Users/{}", ann["id"].as_str().expect("an id"));
    for (path, members) in
        [("/scim2/v2/Roles", "users"), ("/scim2/Roles", "users"), ("/scim2/Groups", "members")]
    {
        let made = admin.post(path, &json!({"displayName": "manager"})).await.expect(201);
        let one = format!("{path}/{}", made["id"].as_str().expect("an id"));
        admin.post(path, &json!({"displayName": "MANAGER"})).await.expect(409);
        let value = json!([{"value": ann["id"]}]);
        let filled =
            patch(&admin, &one, json!([{"op": "add", "path": members, "value": value}])).await.expect(200);
        assert_eq!(filled[members][0]["display"], "ann", "{path}");
        assert!(roles(&admin.get(&user).await.expect(200)).contains(&"manager"));
        let listed = admin.get(&format!("{path}?filter=displayName+eq+Manager")).await.expect(200);
        assert_eq!(listed["totalResults"], 1);
        let element = format!("{members}[value eq \"{}\"]", ann["id"].as_str().expect("an id"));
        let emptied = patch(&admin, &one, json!([{"op": "remove", "path": element}])).await.expect(200);
        assert_eq!(emptied[members], json!([]));
        patch(&admin, &one, json!([{"op": "replace", "value": {members: value, "displayName": "chief"}}]))
            .await
            .expect(200);
        let renamed = admin.get(&one).await.expect(200);
        assert_eq!((&renamed["displayName"], &renamed[members][0]["value"]), (&json!("chief"), &ann["id"]));
        assert_eq!(admin.delete(&one).await.status, 204);
        admin.get(&one).await.expect(404);
        assert_eq!(roles(&admin.get(&user).await.expect(200)), ["Internal/everyone"]);
    }
}

#[tokio::test]
async fn built_in_roles_stay_and_nonsense_is_refused() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_basic("admin", "admin");
    let find = async |name: &str| {
        let list = admin.get(&format!("/scim2/Groups?filter=displayName+eq+{name}")).await.expect(200);
        format!("/scim2/Groups/{}", list["Resources"][0]["id"].as_str().expect("an id"))
    };
    let (admins, everyone) = (find("admin").await, find("Internal/everyone").await);
    admin.delete(&admins).await.expect(403);
    patch(&admin, &admins, json!([{"op": "replace", "path": "displayName", "value": "x"}])).await.expect(403);
    patch(&admin, &admins, json!([{"op": "remove", "path": "members"}])).await.expect(403);
    patch(&admin, &everyone, json!([{"op": "remove", "path": "members"}])).await.expect(403);
    for name in ["", "a\u{0}", "a,b", "<script>"] {
        admin.post("/scim2/Groups", &json!({"displayName": name})).await.expect(400);
    }
    admin.post("/scim2/Groups", &json!({"displayName": 7})).await.expect(400);
    admin
        .post("/scim2/Groups", &json!({"displayName": "g", "members": [{"value": "nobody"}]}))
        .await
        .expect(400);
    assert_eq!(admin.get("/scim2/Groups?filter=displayName+eq+g").await.expect(200)["totalResults"], 0);
    patch(&admin, &admins, json!([{"op": "add", "path": "color", "value": "red"}])).await.expect(400);
    let theirs = app.as_basic("admin@a.com", "admin");
    theirs.get(&admins).await.expect(404);
    patch(&theirs, &admins, json!([{"op": "remove", "path": "members"}])).await.expect(404);
    theirs.delete(&admins).await.expect(404);
    // Nobody is put into a role of another tenant.
    let me = theirs.get("/t/a.com/scim2/Me").await.expect(200);
    let add = json!([{"op": "add", "path": "members", "value": [{"value": me["id"]}]}]);
    patch(&admin, &admins, add).await.expect(400);
}

#[tokio::test]
async fn anybody_may_ask_what_the_service_can_do() {
    let app = App::start().await;
    let nobody = app.anonymous();
    let config = nobody.get("/scim2/ServiceProviderConfig").await.expect(200);
    assert_eq!((&config["patch"]["supported"], &config["bulk"]["supported"]), (&json!(true), &json!(false)));
    assert_eq!(nobody.get("/scim2/ResourceTypes").await.expect(200)["totalResults"], 3);
    nobody.get("/scim2/ResourceTypes/User").await.expect(200);
    nobody.get("/scim2/Schemas/urn:ietf:params:scim:schemas:core:2.0:User").await.expect(200);
    assert_eq!(nobody.get("/scim2/Schemas/none").await.expect(404)["status"], "404");
    nobody.get("/t/a.com/scim2/ServiceProviderConfig").await.expect(200);
}
