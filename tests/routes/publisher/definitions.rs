//! `/apis/import-openapi`, `/apis/validate-openapi`, `/apis/{apiId}/swagger`.

use http::Method;
use serde_json::{Value, json};

use super::{announced, at, deploy, make, maker, pizza};
use crate::app::{Answer, App, User};

const V3: &str = r#"
openapi: 3.0.1
info: {title: Ovens, version: 2.1.0, description: Hot}
tags: [{name: heat}]
paths:
  /ovens/{id}:
    get:
      summary: One oven
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: OK}}
      security: [{default: [ovens:read]}]
  /ovens:
    post:
      x-auth-type: None
      x-throttling-tier: 10KPerMin
      responses: {"201": {description: Made}}
components:
  securitySchemes:
    default:
      type: oauth2
      flows:
        implicit:
          authorizationUrl: https://localhost
          scopes: {"ovens:read": Read ovens}
          x-scopes-bindings: {"ovens:read": admin}
"#;
const V2: &str = r#"{"swagger": "2.0", "info": {"title": "Old", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {"description": "OK"}}}}}}"#;
const V31: &str = r#"{"openapi": "3.1.0", "info": {"title": "New", "version": "1"}, "paths": {"/b": {"get": {"responses": {"200": {"description": "OK"}}}}}}"#;

async fn import(user: &User, text: &str, properties: Value) -> Answer {
    let fields = [("additionalProperties", properties.to_string())];
    let fields = [(fields[0].0, fields[0].1.as_str())];
    user.multipart(
        Method::POST,
        &at("/apis/import-openapi"),
        &fields,
        Some(("file", "d.yaml", text.as_bytes())),
    )
    .await
}

async fn put(user: &User, id: &str, text: &str) -> Answer {
    let fields = [("apiDefinition", text)];
    user.multipart(Method::PUT, &at(&format!("/apis/{id}/swagger")), &fields, None).await
}

#[tokio::test]
async fn an_imported_definition_becomes_an_api_and_is_given_back_with_its_configuration() {
    let app = App::start().await;
    let user = maker(&app).await;
    let properties = json!({"context": "/ovens", "policies": ["Gold"], "endpointConfig": {
        "endpoint_type": "http", "production_endpoints": {"url": "https://ovens.example/v2"}}});
    let made = import(&user, V3, properties).await.expect(201);
    assert_eq!(
        (&made["name"], &made["version"], &made["description"]),
        (&json!("Ovens"), &json!("2.1.0"), &json!("Hot"))
    );
    assert_eq!(made["operations"][0]["scopes"], json!(["ovens:read"]));
    assert_eq!(
        (&made["operations"][1]["authType"], &made["operations"][1]["throttlingPolicy"]),
        (&json!("None"), &json!("10KPerMin"))
    );
    assert_eq!(made["scopes"][0]["scope"]["bindings"], json!(["admin"]));
    let id = made["id"].as_str().expect("an id").to_owned();
    let read = user.get(&at(&format!("/apis/{id}/swagger"))).await.expect(200);
    assert_eq!(read["paths"]["/ovens/{id}"]["get"]["summary"], "One oven");
    assert_eq!(read["x-wso2-basePath"], "/ovens/2.1.0");
    assert_eq!(read["x-wso2-production-endpoints"]["urls"], json!(["https://ovens.example/v2"]));
    assert_eq!(read["paths"]["/ovens"]["post"]["x-auth-type"], "None");
    let order: Vec<_> = read["paths"].as_object().expect("paths").keys().cloned().collect();
    assert_eq!(order, ["/ovens/{id}", "/ovens"]);
    deploy(&user, &id).await;
    assert!(announced(&app).await[0].operations[1].open);

    for (text, name) in [(V2, "Old"), (V31, "New")] {
        let made =
            import(&user, text, json!({"context": format!("/{name}"), "policies": []})).await.expect(201);
        let swagger = user.get(&at(&format!("/apis/{}/swagger", made["id"].as_str().expect("an id")))).await;
        let text = String::from_utf8(swagger.body.to_vec()).expect("text");
        let fields = [("inlineAPIDefinition", text.as_str())];
        let valid =
            user.multipart(Method::POST, &at("/apis/validate-openapi"), &fields, None).await.expect(200);
        assert_eq!(valid["isValid"], true, "{valid}");
    }
}

#[tokio::test]
async fn a_new_definition_replaces_operations_and_an_invalid_one_changes_nothing() {
    let app = App::start().await;
    let user = maker(&app).await;
    let id = make(&user, &pizza()).await;
    let path = at(&format!("/apis/{id}/swagger"));
    let generated = user.get(&path).await.expect(200);
    assert_eq!(generated["paths"]["/menu"]["get"]["x-throttling-tier"], "Unlimited");
    let answer = put(&user, &id, V31).await.expect(200);
    assert_eq!(
        answer["paths"].as_object().map(|p| p.keys().cloned().collect::<Vec<_>>()),
        Some(vec!["/b".to_owned()])
    );
    let api = user.get(&at(&format!("/apis/{id}"))).await.expect(200);
    assert_eq!(api["operations"].as_array().map(Vec::len), Some(1));
    assert_eq!((&api["operations"][0]["target"], &api["name"]), (&json!("/b"), &json!("PizzaShackAPI")));

    let before = user.get(&path).await.body;
    for bad in [
        "not: [a",
        "{}",
        r#"{"openapi": "3.0.0"}"#,
        r#"{"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "paths": {}}"#,
        "\u{0}",
        "- 1",
    ] {
        let refused = put(&user, &id, bad).await.expect(400);
        assert!(
            refused["description"].as_str().is_some_and(|d| d.contains("apiDefinition")),
            "{bad}: {refused}"
        );
        assert_eq!(user.get(&path).await.body, before);
    }
    put(&user, "nobody", V31).await.expect(404);

    let mut changed = api;
    changed["operations"] = json!([{"target": "/c", "verb": "POST"}, {"target": "/b", "verb": "GET"}]);
    user.put(&at(&format!("/apis/{id}")), &changed).await.expect(200);
    let read = user.get(&path).await.expect(200);
    assert_eq!(
        read["paths"].as_object().map(|p| p.keys().cloned().collect::<Vec<_>>()),
        Some(vec!["/c".to_owned(), "/b".to_owned()])
    );
}

#[tokio::test]
async fn definitions_are_validated_before_use() {
    let app = App::start().await;
    let user = maker(&app).await;
    let path = at("/apis/validate-openapi");
    let file = |text: &'static str| Some(("file", "d", text.as_bytes()));
    let valid =
        user.multipart(Method::POST, &format!("{path}?returnContent=true"), &[], file(V3)).await.expect(200);
    assert_eq!((&valid["isValid"], &valid["info"]["openAPIVersion"]), (&json!(true), &json!("3.0.1")));
    assert!(valid["content"].as_str().is_some_and(|c| c.contains("Ovens")));
    let without = user.multipart(Method::POST, &path, &[], file(V3)).await.expect(200);
    assert_eq!(without.get("content"), None);
    let invalid = user.multipart(Method::POST, &path, &[], file("{\"a\": 1}")).await.expect(200);
    assert_eq!(invalid["isValid"], false);
    assert!(invalid["errors"].as_array().is_some_and(|e| !e.is_empty()));
    user.multipart(Method::POST, &path, &[("url", "http://169.254.169.254/")], None).await.expect(400);
    user.multipart(Method::POST, &path, &[], None).await.expect(400);
}

#[tokio::test]
async fn what_cannot_be_imported_is_refused() {
    let app = App::start().await;
    let user = maker(&app).await;
    assert_eq!(import(&user, "{}", json!({"context": "/x"})).await.status, 400);
    import(&user, V3, json!({"context": "/x y"})).await.expect(400);
    import(&user, V3, json!([])).await.expect(400);
    let none = user
        .multipart(Method::POST, &at("/apis/import-openapi"), &[], Some(("file", "d", V3.as_bytes())))
        .await
        .expect(400);
    assert_eq!(none["code"], 903_215);
    let long = format!("{{\"openapi\": \"3.0.0\", \"x\": \"{}\"}}", "a".repeat(11 * 1024 * 1024));
    import(&user, &long, json!({"context": "/x"})).await.expect(400);
    let longer = "a".repeat(13 * 1024 * 1024);
    import(&user, &longer, json!({"context": "/x"})).await.expect(413);
    assert_eq!(user.get(&at("/apis")).await.expect(200)["count"], 0);
}
