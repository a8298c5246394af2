//! Which scopes a token gets.

use oauth::Config;
use serde_json::json;
use store::scope::ScopeRow;

use crate::harness::App;

async fn register(app: &App, tenant: &str, name: &str, bindings: &[&str]) {
    let row = ScopeRow {
        id: app.control.ambient().id(),
        tenant: tenant.to_owned(),
        name: name.to_owned(),
        api_name: None,
        display_name: name.to_owned(),
        description: String::new(),
        bindings: bindings.iter().map(|b| (*b).to_owned()).collect(),
        created_at: 0,
        updated_at: 0,
    };
    let mut tx = app.control.begin().await.expect("tx");
    store::scope::insert(&mut tx, &row).await.expect("inserted");
    tx.commit().await.expect("committed");
}

#[tokio::test]
async fn scopes_of_the_rest_apis_follow_the_users_roles() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    for (role, granted) in [
        ("Internal/creator", "apim:api_view apim:api_create"),
        ("Internal/publisher", "apim:api_view apim:api_publish"),
        ("internal/SUBSCRIBER", "apim:subscribe"),
        ("Internal/everyone", "default"),
        ("other", "default"),
    ] {
        let name = role.replace('/', "_");
        app.user("carbon.super", &name, &[role]).await;
        let asked = "apim:api_view apim:api_create apim:api_publish apim:subscribe apim:admin apim:no_such";
        let answer = app.login(&client, &name, asked).await.expect(200);
        assert_eq!(answer.text("scope"), granted, "{role}");
    }
}

#[tokio::test]
async fn a_tenants_configuration_overrides_who_gets_a_rest_scope() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    app.user("carbon.super", "bob", &["auditor"]).await;
    let config = json!({"RESTAPIScopes": {"Scope": [{"Name": "apim:api_view", "Roles": "admin, auditor"}]}});
    let mut tx = app.control.begin().await.expect("tx");
    let now = app.control.ambient().now();
    store::tenant::put_document(&mut tx, "carbon.super", "tenant-config", &config, now)
        .await
        .expect("written");
    tx.commit().await.expect("committed");
    let answer = app.login(&client, "bob", "apim:api_view apim:api_create").await.expect(200);
    assert_eq!(answer.text("scope"), "apim:api_view");
}

#[tokio::test]
async fn scopes_of_apis_follow_their_bindings_for_users_and_for_the_owners_of_clients() {
    let app = App::start().await;
    register(&app, "carbon.super", "orders:read", &["clerk"]).await;
    register(&app, "carbon.super", "orders:list", &[]).await;
    app.user("carbon.super", "bob", &["clerk"]).await;
    app.user("carbon.super", "eve", &[]).await;
    let asked = "orders:read orders:list";
    for (user, granted) in [("bob", "orders:read orders:list"), ("eve", "orders:list")] {
        let client = app.client(user, "c").await;
        assert_eq!(app.login(&client, user, asked).await.expect(200).text("scope"), granted);
        let form = format!("grant_type=client_credentials&scope={}", asked.replace(' ', "+"));
        assert_eq!(app.token(&client, &form).await.expect(200).text("scope"), granted);
    }
}

#[tokio::test]
async fn unregistered_scopes_are_issued_unless_configured_otherwise() {
    let form = "grant_type=client_credentials&scope=made-up+device_1+openid+apim_analytics:x";
    for (unregistered_scopes, granted) in [(true, "made-up device_1 openid"), (false, "device_1 openid")] {
        let app = App::with(Config { unregistered_scopes, ..Config::default() }).await;
        let client = app.client("admin", "c").await;
        assert_eq!(app.token(&client, form).await.expect(200).text("scope"), granted);
    }
}

#[tokio::test]
async fn roles_of_another_tenant_do_not_open_an_apis_scope() {
    let app = App::start().await;
    app.tenant("a.example").await;
    register(&app, "carbon.super", "orders:read", &["clerk"]).await;
    app.user("a.example", "mallory", &["clerk"]).await;
    let body = json!({"clientName": "saas", "saasApp": true, "grantType": "password"});
    let admin = crate::harness::basic("admin", crate::harness::PASSWORD);
    let answer =
        app.json(axum::http::Method::POST, crate::harness::REGISTER, &admin, &body).await.expect(200);
    let client = crate::harness::Client { id: answer.text("clientId"), secret: answer.text("clientSecret") };
    let answer = app.login(&client, "mallory@a.example", "orders:read").await.expect(200);
    assert_eq!(answer.text("scope"), "default");
}
