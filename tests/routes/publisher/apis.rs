//! `/apis`.

use http::Method;
use serde_json::{Value, json};

use super::{at, make, maker, pizza};
use crate::app::App;

#[tokio::test]
async fn an_api_is_made_read_changed_listed_and_deleted() {
    let app = App::start().await;
    let user = maker(&app).await;
    let answer = user.post(&at("/apis"), &pizza()).await;
    let location = answer.headers["location"].to_str().expect("text").to_owned();
    let made = answer.expect(201);
    assert_eq!((&made["lifeCycleStatus"], &made["provider"]), (&json!("CREATED"), &json!("admin")));
    assert_eq!(made["context"], "/pizzashack");
    assert_eq!(made["operations"][0]["authType"], "Application & Application User");
    assert_eq!(made["operations"][0]["throttlingPolicy"], "Unlimited");
    assert_eq!(made["securityScheme"], json!(["oauth_basic_auth_api_key_mandatory", "oauth2"]));
    let read = user.get(&location).await.expect(200);
    assert_eq!(read, made);

    let mut changed = read.clone();
    for (member, value) in [
        ("description", json!("All the pizza")),
        ("name", json!("Other")),
        ("version", json!("9")),
        ("context", json!("/other")),
        ("tags", json!(["food", "pizza"])),
        ("policies", json!(["Bronze"])),
        ("responseCachingEnabled", json!(true)),
        ("additionalProperties", json!([{"name": "team", "value": "ovens", "display": true}])),
        ("securityScheme", Value::Null),
        ("endpointConfig", Value::Null),
        ("corsConfiguration", json!({"corsConfigurationEnabled": false, "accessControlAllowOrigins": null})),
    ] {
        changed[member] = value;
    }
    let saved = user.put(&location, &changed).await.expect(200);
    for (member, value) in [("name", "PizzaShackAPI"), ("version", "1.0.0"), ("context", "/pizzashack")] {
        assert_eq!(saved[member], value);
    }
    assert_eq!(saved["description"], "All the pizza");
    assert_eq!(saved["policies"], json!(["Bronze"]));
    assert_eq!(saved["additionalPropertiesMap"]["team"]["value"], "ovens");
    assert_eq!(saved["securityScheme"], json!(["oauth_basic_auth_api_key_mandatory", "oauth2"]));
    assert_eq!(saved.get("endpointConfig"), None);
    assert_eq!(saved["corsConfiguration"]["accessControlAllowOrigins"], json!([]));
    assert_eq!(user.get(&location).await.expect(200), saved);

    user.delete(&location).await.expect(200);
    let gone = user.get(&location).await.expect(404);
    assert_eq!(gone["code"], 900_308);
    user.delete(&location).await.expect(404);
}

#[tokio::test]
async fn an_api_without_operations_and_endpoints_gets_five_operations() {
    let app = App::start().await;
    let user = maker(&app).await;
    let made = user
        .post(
            &at("/apis"),
            &json!({"name": "Bare", "context": "bare", "version": "1", "policies": [], "operations": []}),
        )
        .await
        .expect(201);
    let verbs: Vec<_> =
        made["operations"].as_array().expect("a list").iter().map(|o| o["verb"].clone()).collect();
    assert_eq!(verbs, ["GET", "POST", "PUT", "DELETE", "PATCH"]);
    assert!(made["operations"].as_array().is_some_and(|o| o.iter().all(|o| o["target"] == "/*")));
    assert_eq!((&made["context"], &made["policies"]), (&json!("/bare"), &json!([])));
    assert_eq!(made.get("endpointConfig"), None);
}

#[tokio::test]
async fn names_and_contexts_clash_as_in_wso2() {
    let app = App::start().await;
    let user = maker(&app).await;
    make(&user, &pizza()).await;
    let with = |name: &str, context: &str, version: &str| json!({"name": name, "context": context, "version": version, "policies": []});
    for (body, status, code) in [
        (with("PizzaShackAPI", "/pizzashack", "1.0.0"), 409, 900_300),
        (with("PizzaShackAPI", "/other", "1.0.0"), 409, 900_250),
        (with("pizzashackapi", "/other", "1.0.0"), 409, 900_250),
        (with("Other", "/pizzashack", "1.0.0"), 409, 900_251),
        (with("Other", "/PIZZASHACK", "2.0.0"), 409, 900_251),
        (with("Other", "/{version}/1.0.0", "pizzashack"), 409, 900_251),
        (with("Other", "/{version}", "pizzashack"), 409, 900_251),
        (with("Other", "/pizzashack/1.0.0", "2"), 409, 900_251),
        (with("Other", "/{version}/pizzashack", "pizzashack"), 201, 0),
        (with("PizzaShackAPI", "/other", "2.0.0"), 400, 900_346),
        (with("PizzaShackAPI", "/pizzashack", "2.0.0"), 201, 0),
    ] {
        let answer = user.post(&at("/apis"), &body).await.expect(status);
        if status != 201 {
            assert_eq!(answer["code"], code, "{body}");
        }
    }
}

#[tokio::test]
async fn lists_are_searched_sorted_and_paged() {
    let app = App::start().await;
    let user = maker(&app).await;
    for (i, name) in ["Alpha", "Beta", "Gamma"].iter().enumerate() {
        let body = json!({
            "name": name, "context": format!("/{name}"), "version": format!("{i}.0"), "policies": [],
            "tags": [format!("t{i}"), "all"], "description": format!("The number {i}_{i}")});
        make(&user, &body).await;
    }
    let names = async |query: &str| -> Vec<String> {
        let found = user.get(&at(&format!("/apis?{query}"))).await.expect(200);
        let list = found["list"].as_array().expect("a list").clone();
        assert_eq!(found["count"], list.len());
        list.iter().map(|a| a["name"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(names("").await, ["Gamma", "Beta", "Alpha"]);
    assert_eq!(names("sortBy=apiName&sortOrder=asc").await, ["Alpha", "Beta", "Gamma"]);
    assert_eq!(names("sortBy=apiName&sortOrder=asc&limit=1&offset=1").await, ["Beta"]);
    for (query, expected) in [
        ("name:ALPH", vec!["Alpha"]),
        ("name:%22alph%22", vec![]),
        ("name:%22alpha%22%20version:%220.0%22", vec!["Alpha"]),
        ("context:/bet", vec!["Beta"]),
        ("tag:t2", vec!["Gamma"]),
        ("tags:all%20version:1", vec!["Beta"]),
        ("status:PUBLISHED", vec![]),
        ("status:created%20provider:admin%20name:amma", vec!["Gamma"]),
        ("number%200_0", vec!["Alpha"]),
        ("1%250", vec![]),
        ("description:2_2", vec!["Gamma"]),
    ] {
        assert_eq!(names(&format!("query={query}")).await, expected, "{query}");
    }
    let page = user.get(&at("/apis?limit=2&query=tag:all")).await.expect(200);
    assert_eq!((&page["pagination"]["total"], &page["count"]), (&json!(3), &json!(2)));
    assert!(page["pagination"]["next"].as_str().is_some_and(|n| n.contains("offset=2")));
    for bad in ["limit=-1", "offset=-1", "limit=x", "sortBy=x", "query=foo:bar", "query=name:%22x"] {
        user.get(&at(&format!("/apis?{bad}"))).await.expect(400);
    }
}

#[tokio::test]
async fn names_and_contexts_can_be_asked_for_before_use() {
    let app = App::start().await;
    let user = maker(&app).await;
    make(&user, &pizza()).await;
    for (query, status) in [
        ("name:pizzashackapi", 200),
        ("name:Other", 404),
        ("PizzaShackAPI", 200),
        ("context:/pizzashack", 200),
        ("context:pizzashack", 200),
        ("context:/other", 404),
        ("name:PizzaShackAPI%20version:1.0.0", 200),
        ("name:PizzaShackAPI%20version:2.0.0", 404),
        ("version:1", 400),
    ] {
        let answer = user.post(&at(&format!("/apis/validate?query={query}")), &json!({})).await;
        assert_eq!(answer.status, status, "{query}");
    }
}

#[tokio::test]
async fn only_who_may_sees_and_changes_an_api() {
    let app = App::start().await;
    app.tenant("a.com").await;
    app.user("carl", &["Internal/creator"]).await;
    app.user("dora", &["Internal/creator", "Internal/devops"]).await;
    let mine = maker(&app).await;
    let mut body = pizza();
    body["accessControl"] = json!("RESTRICTED");
    body["accessControlRoles"] = json!(["Internal/devops"]);
    let path = at(&format!("/apis/{}", make(&mine, &body).await));

    app.anonymous().get(&path).await.expect(401);
    let view = "apim:api_view apim:api_create apim:api_delete";
    app.as_user("carl", "apim:subscribe").await.get(&path).await.expect(401);
    let (carl, dora) = (app.as_user("carl", view).await, app.as_user("dora", view).await);
    let refused = carl.get(&path).await.expect(403);
    assert!(refused["description"].as_str().is_some_and(|d| d.contains("not authorized to access the API")));
    carl.put(&path, &body).await.expect(403);
    carl.delete(&path).await.expect(403);
    assert_eq!(carl.get(&at("/apis")).await.expect(200)["count"], 0);
    dora.get(&path).await.expect(200);
    assert_eq!(dora.get(&at("/apis")).await.expect(200)["count"], 1);

    let theirs = app.as_user("admin@a.com", "apim:api_view apim:api_create apim:api_delete").await;
    theirs.get(&path).await.expect(404);
    theirs.put(&path, &body).await.expect(404);
    theirs.delete(&path).await.expect(404);
    let same = theirs.post(&at("/apis"), &pizza()).await.expect(201);
    assert_eq!((&same["context"], &same["provider"]), (&json!("/t/a.com/pizzashack"), &json!("admin@a.com")));

    body["name"] = json!("Locked");
    body["context"] = json!("/locked");
    carl.post(&at("/apis"), &body).await.expect(400);
    body["accessControlRoles"] = json!(["no such role"]);
    mine.post(&at("/apis"), &body).await.expect(400);
}

#[tokio::test]
async fn a_picture_is_kept_and_shown() {
    let app = App::start().await;
    let user = maker(&app).await;
    let id = make(&user, &pizza()).await;
    let path = at(&format!("/apis/{id}/thumbnail"));
    user.get(&path).await.expect(404);
    let png = b"\x89PNG\r\n\x1a\nrest";
    user.multipart(Method::PUT, &path, &[], Some(("file", "a.png", png))).await.expect(201);
    let shown = user.get(&path).await;
    assert_eq!((shown.status, shown.headers["content-type"].as_bytes()), (200, &b"image/png"[..]));
    assert_eq!(&shown.body[..], png);
    let api = user.get(&at(&format!("/apis/{id}"))).await.expect(200);
    assert_eq!(api["hasThumbnail"], true);
    let saved = user.put(&at(&format!("/apis/{id}")), &api).await.expect(200);
    assert_eq!(saved["hasThumbnail"], true);
    user.multipart(Method::PUT, &path, &[], Some(("file", "a.svg", b"<svg onload='x()'/>")))
        .await
        .expect(400);
}
