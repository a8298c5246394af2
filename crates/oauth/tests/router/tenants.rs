//! Tenants do not see each other.

use axum::http::Method;
use control::KeyManagerConnector as _;
use serde_json::json;

use crate::harness::{App, Client, PASSWORD, REGISTER, basic, part};

#[tokio::test]
async fn a_tenants_tokens_are_its_own() {
    let app = App::start().await;
    app.tenant("a.example").await;
    app.tenant("b.example").await;
    let client = app.client("admin@a.example", "c").await;
    let answer = app.login(&client, "admin@a.example", "apim:admin").await.expect(200);
    let token = answer.text("access_token");
    let claims = part(&token, 1);
    assert_eq!(claims["iss"], "https://localhost:9443/t/a.example/oauth2/token");
    assert_eq!(claims["sub"], "admin@a.example");
    let caller = app.control.authenticate_bearer(&token).await.expect("a caller");
    assert_eq!(caller.tenant().as_str(), "a.example");

    let jwks = &app;
    let keys = |prefix: &'static str| async move {
        jwks.get(&format!("{prefix}/oauth2/jwks"), "").await.body["keys"].to_string()
    };
    let kid = part(&token, 0)["kid"].as_str().expect("kid").to_owned();
    assert!(keys("/t/a.example").await.contains(&kid));
    assert!(!keys("").await.contains(&kid) && !keys("/t/b.example").await.contains(&kid));

    // Neither another tenant's administrator nor the super tenant's is told about it.
    for asking in [basic("admin", PASSWORD), basic("admin@b.example", PASSWORD)] {
        let said = app.post("/oauth2/introspect", &asking, &format!("token={token}")).await.expect(200);
        assert_eq!(said.body, json!({"active": false}));
    }
    let own =
        app.post("/oauth2/introspect", &basic("admin@a.example", PASSWORD), &format!("token={token}")).await;
    assert_eq!(own.body["active"], true);
}

#[tokio::test]
async fn the_tenants_own_endpoints_take_its_clients_and_plain_names() {
    let app = App::start().await;
    app.tenant("a.example").await;
    let client = app.client("admin@a.example", "c").await;
    let form = format!("grant_type=password&username=admin&password={PASSWORD}").replace(' ', "+");
    let answer = app.post("/t/a.example/oauth2/token", &client.basic(), &form).await.expect(200);
    assert_eq!(part(&answer.text("access_token"), 1)["sub"], "admin@a.example");
    let foreign = app.client("admin", "c").await;
    for path in ["/t/a.example/oauth2/token", "/t/nobody.example/oauth2/token"] {
        let answer = app.post(path, &foreign.basic(), &form).await;
        assert_eq!(answer.error(), (401, "invalid_client"));
    }
    let answer = app.post("/t/A!/oauth2/token", &client.basic(), &form).await;
    assert_eq!(answer.error(), (400, "invalid_request"));
}

#[tokio::test]
async fn users_of_another_tenant_need_a_client_for_every_tenant() {
    let app = App::start().await;
    app.tenant("a.example").await;
    let own = app.client("admin", "own").await;
    assert_eq!(app.login(&own, "admin@a.example", "").await.error(), (400, "invalid_grant"));
    let body = json!({"clientName": "saas", "saasApp": true, "grantType": "password refresh_token"});
    let saas = app.json(Method::POST, REGISTER, &basic("admin", PASSWORD), &body).await.expect(200);
    let saas = Client { id: saas.text("clientId"), secret: saas.text("clientSecret") };
    let token = app.login(&saas, "admin@a.example", "apim:api_view").await.expect(200).text("access_token");
    let caller = app.control.authenticate_bearer(&token).await.expect("a caller");
    assert_eq!(caller.name(), "admin@a.example");
}

#[tokio::test]
async fn a_client_cannot_be_seen_or_had_from_another_tenant() {
    let app = App::start().await;
    app.tenant("a.example").await;
    let client = app.client("admin", "c").await;
    let path = format!("{REGISTER}/{}", client.id);
    let stranger = basic("admin@a.example", PASSWORD);
    assert_eq!(app.get(&path, &stranger).await.status, 404);
    assert_eq!(app.json(Method::DELETE, &path, &stranger, &json!({})).await.status, 404);
    let body = json!({"clientName": "x", "owner": "admin@carbon.super"});
    assert_eq!(app.json(Method::POST, REGISTER, &stranger, &body).await.error(), (400, "invalid_request"));
    let other = model::tenant::TenantDomain::parse("a.example").expect("a domain");
    assert!(app.connector.get(&other, &client.id).await.is_err());
    assert!(app.connector.delete(&other, &client.id).await.is_err());
    app.token(&client, "grant_type=client_credentials").await.expect(200);
}

#[tokio::test]
async fn an_inactive_tenant_has_no_tokens() {
    let app = App::start().await;
    app.tenant("a.example").await;
    let client = app.client("admin@a.example", "c").await;
    let token = app.login(&client, "admin@a.example", "").await.expect(200).text("access_token");
    let mut tx = app.control.begin().await.expect("tx");
    store::tenant::set_active(&mut tx, "a.example", false).await.expect("written");
    tx.commit().await.expect("committed");
    assert!(!app.opens(&token).await);
    assert_eq!(app.token(&client, "grant_type=client_credentials").await.error(), (401, "invalid_client"));
    assert_eq!(app.login(&client, "admin@a.example", "").await.status, 401);
}
