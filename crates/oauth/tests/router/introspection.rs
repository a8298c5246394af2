//! `/oauth2/introspect` and discovery.

use serde_json::json;

use crate::harness::{App, PASSWORD, basic, part};

#[tokio::test]
async fn a_good_token_says_what_it_is() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let answer = app.login(&client, "admin", "apim:api_view").await.expect(200);
    let token = answer.text("access_token");
    let claims = part(&token, 1);
    let said = app.introspect(&token).await;
    assert_eq!(said["active"], true);
    assert_eq!(said["username"], "admin@carbon.super");
    assert_eq!(said["client_id"], client.id);
    for member in ["scope", "iss", "exp", "iat", "nbf", "jti", "sub", "aut"] {
        assert_eq!(said[member], claims[member], "{member}");
    }
    let by_client = app.post("/oauth2/introspect", &client.basic(), &format!("token={token}")).await;
    assert_eq!(by_client.body, said);
    let refresh = app.introspect(&answer.text("refresh_token")).await;
    assert_eq!((&refresh["active"], &refresh["token_type"]), (&json!(true), &json!("Refresh")));
}

#[tokio::test]
async fn only_administrators_and_clients_may_ask() {
    let app = App::start().await;
    app.user("carbon.super", "bob", &["Internal/creator"]).await;
    let client = app.client("admin", "c").await;
    let form = format!("token={}", app.login(&client, "admin", "").await.text("access_token"));
    for credential in ["", &basic("bob", PASSWORD), &basic("admin", "wrong"), &basic(&client.id, "wrong")] {
        let answer = app.post("/oauth2/introspect", credential, &form).await;
        assert_eq!(answer.error(), (401, "invalid_client"));
    }
    assert_eq!(app.introspect("no.such.token").await, json!({"active": false}));
}

#[tokio::test]
async fn discovery_names_endpoints_that_answer() {
    let app = App::start().await;
    app.tenant("a.example").await;
    for (prefix, issuer) in [
        ("", "https://localhost:9443/oauth2/token"),
        ("/t/a.example", "https://localhost:9443/t/a.example/oauth2/token"),
    ] {
        let found = app.get(&format!("{prefix}/oauth2/token/.well-known/openid-configuration"), "").await;
        let same = app.get(&format!("{prefix}/.well-known/openid-configuration"), "").await.expect(200);
        assert_eq!(found.body, same.body);
        assert_eq!(found.text("issuer"), issuer);
        for (name, value) in found.body.as_object().expect("metadata") {
            let Some(url) = value.as_str().filter(|_| name.ends_with("_endpoint") || name == "jwks_uri")
            else {
                continue;
            };
            let path = url.strip_prefix("https://localhost:9443").expect("our own");
            assert_ne!(app.get(path, "").await.status, 404, "{name}");
        }
        let jwks = app.get(&format!("{prefix}/oauth2/jwks"), "").await.expect(200).body;
        assert_eq!(jwks["keys"].as_array().expect("keys").len(), 2);
        assert!(jwks["keys"].as_array().expect("keys").iter().all(|key| key.get("d").is_none()));
    }
    assert_eq!(app.get("/t/nobody.example/oauth2/jwks", "").await.status, 404);
}

#[test]
fn every_endpoint_is_in_the_openapi_document() {
    let document = serde_json::to_value(oauth::openapi()).expect("JSON");
    for path in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/jwks", "/oauth2/userinfo"]
    {
        assert!(document["paths"].get(path).is_some(), "{path}");
    }
}
