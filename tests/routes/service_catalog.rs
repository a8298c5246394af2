//! `/api/am/service-catalog/v1`, and APIs that are made of services.

mod archives;

use http::Method;
use serde_json::{Value, json};

use crate::app::{Answer, App, User};
use crate::authorisation::payload::definition;

const SERVICES: &str = "/api/am/service-catalog/v1/services";
const APIS: &str = "/api/am/publisher/v4/apis";
const SCOPES: &str = "service_catalog:service_view service_catalog:service_write apim:api_view apim:api_create apim:api_manage";

pub fn metadata(name: &str, version: &str) -> Value {
    json!({"name": name, "version": version, "serviceUrl": "http://back.example", "definitionType": "OAS3",
        "description": "Pizza", "securityType": "BASIC", "mutualSSLEnabled": true})
}

async fn send(user: &User, method: Method, path: &str, metadata: &Value, text: &str) -> Answer {
    let fields = [("serviceMetadata", metadata.to_string())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    user.multipart(method, path, &fields, Some(("definitionFile", "definition.json", text.as_bytes()))).await
}

async fn add(user: &User, metadata: &Value) -> Value {
    let text = definition("Pizza").to_string();
    send(user, Method::POST, SERVICES, metadata, &text).await.expect(201)
}

#[tokio::test]
async fn a_service_is_added_changed_found_and_deleted() {
    let app = App::start().await;
    let admin = app.as_user("admin", SCOPES).await;
    let made = add(&admin, &metadata("Pizza", "1.0")).await;
    let one = format!("{SERVICES}/{}", made["id"].as_str().expect("an id"));
    for (member, value) in [
        ("serviceKey", json!("Pizza-1.0")),
        ("description", json!("Pizza")),
        ("securityType", json!("BASIC")),
        ("mutualSSLEnabled", json!(true)),
        ("usage", json!(0)),
    ] {
        assert_eq!(made[member], value, "{member}");
    }
    assert_eq!(admin.get(&one).await.expect(200), made);
    let text = admin.get(&format!("{one}/definition")).await;
    assert_eq!(text.body, definition("Pizza").to_string());

    let mut twice = metadata("Other", "1.0");
    twice["serviceKey"] = json!("Pizza-1.0");
    let text = definition("Pizza").to_string();
    for taken in [metadata("Pizza", "1.0"), twice] {
        send(&admin, Method::POST, SERVICES, &taken, &text).await.expect(409);
    }
    let mut changed = metadata("Pizza", "1.1");
    changed["serviceKey"] = json!("another");
    let other =
        send(&admin, Method::PUT, &one, &changed, &definition("Calzone").to_string()).await.expect(200);
    assert_eq!((&other["version"], &other["serviceKey"]), (&json!("1.1"), &json!("Pizza-1.0")));
    assert_ne!(other["md5"], made["md5"]);
    let fields = [("serviceMetadata", changed.to_string())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    admin.multipart(Method::PUT, &one, &fields, None).await.expect(200);
    assert_eq!(admin.get(&format!("{one}/definition")).await.body, definition("Calzone").to_string());
    admin.multipart(Method::POST, SERVICES, &fields, None).await.expect(400);
    for (member, value) in [
        ("definitionType", json!("OAS2")),
        ("definitionType", json!("SOAP")),
        ("name", json!("a*b")),
        ("serviceUrl", json!("")),
    ] {
        let mut bad = metadata("Bad", "1.0");
        bad[member] = value;
        send(&admin, Method::POST, SERVICES, &bad, &text).await.expect(400);
    }
    send(&admin, Method::POST, SERVICES, &metadata("Bad", "1.0"), "{\"openapi\":").await.expect(400);

    admin.delete(&one).await.expect(204);
    admin.get(&one).await.expect(404);
    admin.delete(&one).await.expect(404);
}

#[tokio::test]
async fn services_are_found_by_what_they_are_and_in_order() {
    let app = App::start().await;
    let admin = app.as_user("admin", SCOPES).await;
    for (name, version) in [("Pizza", "1.0"), ("Pizza", "2.0"), ("PizzaPlus", "1.0"), ("a_b", "1.0")] {
        add(&admin, &metadata(name, version)).await;
    }
    let mut wsdl = metadata("Soap", "1.0");
    wsdl["definitionType"] = json!("WSDL1");
    let text = "<definitions xmlns=\"http://schemas.xmlsoap.org/wsdl/\"/>";
    send(&admin, Method::POST, SERVICES, &wsdl, text).await.expect(201);
    for (query, keys) in [
        ("", vec!["a_b-1.0", "Pizza-1.0", "Pizza-2.0", "PizzaPlus-1.0", "Soap-1.0"]),
        ("?name=pizza", vec!["Pizza-1.0", "Pizza-2.0", "PizzaPlus-1.0"]),
        ("?name=%22pizza%22", vec!["Pizza-1.0", "Pizza-2.0"]),
        ("?name=pizza&version=1", vec!["Pizza-1.0", "PizzaPlus-1.0"]),
        ("?name=_", vec!["a_b-1.0"]),
        ("?definitionType=WSDL1", vec!["Soap-1.0"]),
        ("?definitionType=OAS&limit=1&offset=1", vec!["Pizza-1.0"]),
        ("?key=Soap-1.0,Pizza-2.0,none", vec!["Pizza-2.0", "Soap-1.0"]),
        ("?sortBy=definitionType&sortOrder=desc&limit=1", vec!["Soap-1.0"]),
        ("?sortOrder=desc&limit=2", vec!["Soap-1.0", "PizzaPlus-1.0"]),
    ] {
        let found = admin.get(&format!("{SERVICES}{query}")).await.expect(200);
        let found: Vec<_> =
            found["list"].as_array().expect("a list").iter().map(|s| &s["serviceKey"]).collect();
        assert_eq!(found, keys, "{query}");
    }
    let page = admin.get(&format!("{SERVICES}?definitionType=OAS&limit=1")).await.expect(200);
    assert_eq!(page["pagination"]["total"], 4);
    let shrunk = admin.get(&format!("{SERVICES}?shrink=true&key=Soap-1.0")).await;
    assert_eq!(shrunk.status, 200);
    let shrunk: Value = serde_json::from_slice(&shrunk.body).expect("JSON");
    assert!(shrunk["list"][0]["md5"].is_string() && shrunk["list"][0]["serviceUrl"].is_null(), "{shrunk}");
    for bad in ["?sortBy=age", "?sortOrder=up", "?definitionType=SOAP", "?limit=-1"] {
        admin.get(&format!("{SERVICES}{bad}")).await.expect(400);
    }
}

#[tokio::test]
async fn an_api_of_a_service_says_so_and_follows_it_when_asked() {
    let app = App::start().await;
    app.tenant("a.com").await;
    let admin = app.as_user("admin", SCOPES).await;
    let service = add(&admin, &metadata("Pizza", "1.0")).await;
    let one = format!("{SERVICES}/{}", service["id"].as_str().expect("an id"));
    let import = format!("{APIS}/import-service?serviceKey=Pizza-1.0");
    let body = json!({"name": "Shack", "context": "/shack", "version": "1.0.0", "policies": ["Gold"]});
    let api = admin.post(&import, &body).await.expect(201);
    let info = json!({"key": "Pizza-1.0", "name": "Pizza", "version": "1.0", "outdated": false});
    assert_eq!((&api["serviceInfo"], &api["operations"][0]["target"]), (&info, &json!("/items")));
    assert_eq!(api["endpointConfig"]["production_endpoints"]["url"], "http://back.example");

    let usage = admin.get(&format!("{one}/usage")).await.expect(200);
    assert_eq!((&usage["count"], &usage["list"][0]["id"]), (&json!(1), &api["id"]));
    assert_eq!(admin.get(&one).await.expect(200)["usage"], 1);
    admin.delete(&one).await.expect(409);

    let mut text = definition("Pizza");
    text["paths"]["/more"] = text["paths"]["/items"].clone();
    send(&admin, Method::PUT, &one, &metadata("Pizza", "1.0"), &text.to_string()).await.expect(200);
    let path = format!("{APIS}/{}", api["id"].as_str().expect("an id"));
    let mut now = admin.get(&path).await.expect(200);
    assert_eq!(now["serviceInfo"]["outdated"], true);
    // What an editor sends back about it changes nothing.
    now["serviceInfo"] = json!({"key": "x", "outdated": false});
    assert_eq!(admin.put(&path, &now).await.expect(200)["serviceInfo"]["outdated"], true);
    let again = admin.send(Method::PUT, &format!("{path}/reimport-service"), None).await.expect(200);
    assert_eq!((&again["serviceInfo"], again["operations"].as_array().map(Vec::len)), (&info, Some(2)));
    let copy = admin
        .post(
            &format!("{APIS}/copy-api?apiId={}&newVersion=2", api["id"].as_str().expect("an id")),
            &json!({}),
        )
        .await
        .expect(201);
    assert_eq!(copy["serviceInfo"], info);

    admin.post(&format!("{APIS}/import-service?serviceKey=none"), &body).await.expect(404);
    let away = app.as_user("admin@a.com", SCOPES).await;
    away.post(&import, &body).await.expect(404);
    let plain = json!({"name": "Plain", "context": "/plain", "version": "1"});
    let plain = admin.post(APIS, &plain).await.expect(201);
    let plain = format!("{APIS}/{}/reimport-service", plain["id"].as_str().expect("an id"));
    admin.send(Method::PUT, &plain, None).await.expect(400);
    admin.delete(&path).await.expect(200);
}
