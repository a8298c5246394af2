//! `/environments`: made, deployed to, kept from others, deleted.

use control::environment::PUBLIC_KEY;
use serde_json::{Value, json};

use super::BASE;
use crate::app::{App, User};
use crate::publisher::{announced, at, deploy, make, maker, pizza};

const SCOPES: &str = "apim:environment_read apim:environment_manage";

fn region() -> Value {
    json!({"name": "us-region", "displayName": "US Region", "description": "In the US",
        "provider": "wso2", "gatewayType": "Regular",
        "vhosts": [{"host": "us.example.com", "httpContext": "pets", "httpPort": 80, "httpsPort": 8443},
            {"host": "two.example.com"}],
        "endpointURIs": [{"protocol": "default", "endpointURI": "https://us"}],
        "additionalProperties": [{"key": "Organization", "value": "o"}]})
}

fn all() -> String {
    format!("{BASE}/environments")
}

fn one(environment: &Value) -> String {
    format!("{BASE}/environments/{}", environment["id"].as_str().expect("an id"))
}

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a list");
    list.iter().map(|e| e["name"].as_str().expect("a name")).collect()
}

/// Deploys the API's newest revision to an environment; the status.
async fn deploy_to(user: &User, api: &str, revision: &str, environment: &str, vhost: &str) -> u16 {
    let to = json!([{"name": environment, "vhost": vhost, "displayOnDevportal": true}]);
    user.post(&at(&format!("/apis/{api}/deploy-revision?revisionId={revision}")), &to).await.status
}

#[tokio::test]
async fn an_environment_is_made_changed_and_deleted_and_the_configurations_own_is_not() {
    let app = App::start().await;
    let admin = app.as_user("admin", SCOPES).await;
    let made = admin.post(&all(), &region()).await.expect(201);
    for (name, value) in region().as_object().expect("members") {
        if name != "vhosts" {
            assert_eq!(&made[name], value, "{name}");
        }
    }
    assert_eq!(made["isReadOnly"], false);
    assert_eq!(made["permissions"], json!({"permissionType": "PUBLIC", "roles": []}));
    let second = json!({"host": "two.example.com", "httpContext": "", "httpPort": 80, "httpsPort": 443,
        "wsPort": 9099, "wssPort": 8099});
    assert_eq!(made["vhosts"][1], second);
    let list = admin.get(&all()).await.expect(200);
    assert_eq!((names(&list["list"]), &list["count"]), (vec!["Default", "us-region"], &json!(2)));
    assert_eq!((&list["list"][0]["isReadOnly"], &list["list"][1]), (&json!(true), &made));

    let mut changed = region();
    changed["description"] = json!("elsewhere");
    changed.as_object_mut().expect("members").remove("displayName");
    let after = admin.put(&one(&made), &changed).await.expect(200);
    assert_eq!((&after["description"], &after["displayName"]), (&json!("elsewhere"), &json!("us-region")));
    assert_eq!(admin.get(&all()).await.expect(200)["list"][1], after);
    changed["name"] = json!("eu-region");
    assert_eq!(admin.put(&one(&made), &changed).await.expect(400)["code"], 900_510);

    let configured = one(&list["list"][0]);
    let mut default = region();
    default["name"] = json!("Default");
    assert_eq!(admin.put(&configured, &default).await.expect(400)["code"], 900_508);
    assert_eq!(admin.delete(&configured).await.expect(400)["code"], 900_508);
    for taken in ["Default", "us-region"] {
        default["name"] = json!(taken);
        assert_eq!(admin.post(&all(), &default).await.expect(400)["code"], 900_507, "{taken}");
    }
    admin.delete(&one(&made)).await.expect(200);
    assert_eq!(admin.delete(&one(&made)).await.expect(404)["code"], 900_506);
    admin.put(&one(&made), &region()).await.expect(404);
    assert_eq!(admin.get(&all()).await.expect(200)["count"], 1);
}

#[tokio::test]
async fn what_is_no_environment_is_refused_by_field() {
    let app = App::start().await;
    let admin = app.as_user("admin", SCOPES).await;
    let hosts = |hosts: &[&str]| hosts.iter().map(|h| json!({"host": h})).collect::<Value>();
    for (member, value, field) in [
        ("name", json!("us region"), "name: must have 1 to 255"),
        ("name", json!("a,b"), "name: must have 1 to 255"),
        ("name", json!(""), "name: must have 1 to 255"),
        ("displayName", json!(""), "displayName: must not be empty"),
        ("displayName", json!("x".repeat(256)), "displayName: must have at most"),
        ("description", json!("x".repeat(1_024)), "description: must have at most"),
        ("provider", json!("solace"), "provider: must be wso2"),
        ("gatewayType", json!("APK"), "gatewayType: must be Regular"),
        ("vhosts", json!([]), "vhosts: must have at least one"),
        ("vhosts", json!(null), "vhosts: invalid type"),
        ("vhosts", hosts(&["a.b", "A.b"]), "vhosts[1].host: is there already"),
        ("vhosts", hosts(&["https://a.b"]), "vhosts[0].host: must be a host name"),
        (
            "vhosts",
            json!([{"host": "a", "httpContext": "/a/b"}]),
            "vhosts[0].httpContext: must be one segment",
        ),
        ("vhosts", json!([{"host": "a", "wsPort": 0}]), "vhosts[0].wsPort: must be between"),
        ("vhosts", json!([{"host": "a", "wsPort": 65_536}]), "vhosts[0].wsPort: invalid value"),
        ("additionalProperties", json!([{"key": "", "value": ""}]), "additionalProperties[0].key"),
        ("additionalProperties", json!([{"key": PUBLIC_KEY, "value": "x"}]), "additionalProperties[0].value"),
        ("permissions", json!({"permissionType": "ALLOW"}), "permissions.roles: must name"),
        (
            "permissions",
            json!({"permissionType": "DENY", "roles": ["x"]}),
            "permissions.roles[0]: the role x",
        ),
        ("permissions", json!({"permissionType": "SOME"}), "permissions.permissionType: unknown variant"),
    ] {
        let mut body = region();
        body[member] = value.clone();
        let refused = admin.post(&all(), &body).await.expect(400)["description"].to_string();
        assert!(refused.contains(field), "{member} = {value}: {refused}");
    }
    assert_eq!(admin.get(&all()).await.expect(200)["count"], 1);
}

#[tokio::test]
async fn apis_are_deployed_there_shown_with_its_urls_and_keep_it_from_being_deleted() {
    let app = App::start().await;
    let admin = app.as_user("admin", SCOPES).await;
    let made = admin.post(&all(), &region()).await.expect(201);
    let user = maker(&app).await;
    let id = make(&user, &pizza()).await;
    let revision = deploy(&user, &id).await;
    assert_eq!(deploy_to(&user, &id, &revision, "us-region", "elsewhere.com").await, 400);
    assert_eq!(deploy_to(&user, &id, &revision, "eu-region", "us.example.com").await, 400);
    assert_eq!(deploy_to(&user, &id, &revision, "us-region", "us.example.com").await, 201);
    let told = announced(&app).await;
    let there = told.iter().find(|d| d.environment == "us-region").expect("gateways are told");
    assert_eq!((there.vhost.as_str(), there.environment_type.as_str()), ("us.example.com", "hybrid"));

    app.gateway("us-1", &["us-region"]).await;
    app.gateway("any-1", &["Default", "us-region"]).await;
    app.gateway("eu-1", &["eu-region"]).await;
    let gateways = admin.get(&format!("{}/gateways", one(&made))).await.expect(200);
    let active = |name: &str| json!({"gatewayId": name, "status": "ACTIVE"});
    assert_eq!(gateways["list"], json!([active("any-1"), active("us-1")]));
    let deployments = user.get(&at(&format!("/apis/{id}/deployments"))).await.expect(200);
    let live = |i: usize| {
        (deployments["list"][i]["name"].clone(), deployments["list"][i]["liveGatewayCount"].clone())
    };
    assert_eq!([live(0), live(1)], [(json!("Default"), json!(1)), (json!("us-region"), json!(2))]);

    crate::publisher::change(&user, &id, "Publish").await.expect(200);
    let shown = app.anonymous().get(&format!("/api/am/devportal/v3/apis/{id}")).await.expect(200);
    let url = shown["endpointURLs"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|e| e["environmentName"] == "us-region");
    let url = url.expect("its URLs");
    assert_eq!(url["environmentDisplayName"], "US Region");
    let urls = json!({"http": "http://us.example.com/pets/pizzashack/1.0.0",
        "https": "https://us.example.com:8443/pets/pizzashack/1.0.0"});
    assert_eq!(url["URLs"], urls);
    let swagger = app.anonymous();
    let swagger =
        swagger.get(&format!("/api/am/devportal/v3/apis/{id}/swagger?environmentName=us-region")).await;
    assert_eq!(swagger.expect(200)["servers"][0]["url"], urls["https"]);

    assert_eq!(admin.delete(&one(&made)).await.expect(409)["code"], 409);
    let mut without = region();
    without["vhosts"] = json!([{"host": "two.example.com"}]);
    admin.put(&one(&made), &without).await.expect(409);
    let out = json!([{"name": "us-region", "vhost": "us.example.com"}]);
    user.post(&at(&format!("/apis/{id}/undeploy-revision?revisionId={revision}")), &out).await.expect(201);
    admin.put(&one(&made), &without).await.expect(200);
    admin.delete(&one(&made)).await.expect(200);
    assert_eq!(deploy_to(&user, &id, &revision, "us-region", "two.example.com").await, 400);
}

#[tokio::test]
async fn publishers_see_and_deploy_to_what_is_open_to_their_roles() {
    let app = App::start().await;
    app.user("pat", &["Internal/publisher", "Internal/creator"]).await;
    let admin = app.as_user("admin", SCOPES).await;
    let permit = async |name: &str, kind: &str, roles: &[&str]| {
        let mut body = region();
        body["name"] = json!(name);
        body["permissions"] = json!({"permissionType": kind, "roles": roles});
        let made = admin.post(&all(), &body).await.expect(201);
        assert_eq!(made["permissions"], body["permissions"]);
    };
    permit("a-open", "PUBLIC", &[]).await;
    permit("b-mine", "ALLOW", &["internal/PUBLISHER"]).await;
    permit("c-admins", "ALLOW", &["admin"]).await;
    permit("d-not-mine", "DENY", &["Internal/publisher"]).await;
    let pat = app.as_user("pat", "apim:api_view apim:api_create apim:api_publish").await;
    let settings = pat.get(&at("/settings")).await.expect(200);
    assert_eq!(names(&settings["environment"]), ["Default", "a-open", "b-mine"]);
    assert_eq!(settings["environment"][1]["vhosts"][0]["httpsPort"], 8_443);
    assert_eq!(settings["environment"][1]["additionalProperties"][0]["key"], "Organization");
    let id = make(&pat, &pizza()).await;
    let revision = deploy(&pat, &id).await;
    for (environment, status) in [("a-open", 201), ("b-mine", 201), ("c-admins", 400), ("d-not-mine", 400)] {
        assert_eq!(
            deploy_to(&pat, &id, &revision, environment, "us.example.com").await,
            status,
            "{environment}"
        );
    }
    let boss = maker(&app).await;
    assert_eq!(deploy_to(&boss, &id, &revision, "c-admins", "us.example.com").await, 201);
}

#[tokio::test]
async fn an_environment_is_its_tenants_own() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_user("admin", SCOPES).await;
    let theirs = app.as_user("admin@a.com", SCOPES).await;
    let made = admin.post(&all(), &region()).await.expect(201);
    assert_eq!(names(&theirs.get(&all()).await.expect(200)["list"]), ["Default"]);
    theirs.put(&one(&made), &region()).await.expect(404);
    theirs.delete(&one(&made)).await.expect(404);
    theirs.get(&format!("{}/gateways", one(&made))).await.expect(404);
    let user = app.as_user("admin@a.com", "apim:api_view apim:api_create apim:api_publish").await;
    let id = make(&user, &pizza()).await;
    let revision = deploy(&user, &id).await;
    assert_eq!(deploy_to(&user, &id, &revision, "us-region", "us.example.com").await, 400);
    // The same name is free for them.
    theirs.post(&all(), &region()).await.expect(201);
    assert_eq!(deploy_to(&user, &id, &revision, "us-region", "us.example.com").await, 201);
    admin.delete(&one(&made)).await.expect(200);
    app.anonymous().get(&all()).await.expect(401);
    app.as_user("admin", "apim:environment_read").await.post(&all(), &region()).await.expect(401);
}
