//! Dynamic client registration.

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::harness::{App, PASSWORD, REGISTER, basic};

fn body(name: &str) -> Value {
    json!({"callbackUrl": "www.google.lk", "clientName": name, "owner": "admin",
        "grantType": "password client_credentials refresh_token", "saasApp": true})
}

#[tokio::test]
async fn a_client_is_registered_once_however_often_it_is_asked_for() {
    let app = App::start().await;
    let admin = basic("admin", PASSWORD);
    let first = app.json(Method::POST, REGISTER, &admin, &body("c")).await.expect(200);
    let again = app.json(Method::POST, REGISTER, &admin, &body("c")).await.expect(200);
    assert_eq!(first.body, again.body);
    assert_eq!(first.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(first.text("clientName"), "c");
    assert_eq!(first.text("callBackURL"), "www.google.lk");
    assert_eq!(first.text("appOwner"), "admin");
    assert_eq!(first.body["isSaasApplication"], true);
    assert_eq!(first.text("tokenType"), "JWT");
    let inner: Value = serde_json::from_str(&first.text("jsonString")).expect("JSON in a string");
    assert_eq!(inner["grant_types"], "password client_credentials refresh_token");
    let other = app.json(Method::POST, REGISTER, &admin, &body("d")).await.expect(200);
    assert_ne!(first.text("clientId"), other.text("clientId"));
    assert_ne!(first.text("clientSecret"), other.text("clientSecret"));
}

#[tokio::test]
async fn only_a_user_registers_and_only_for_oneself() {
    let app = App::start().await;
    app.user("carbon.super", "bob", &["Internal/subscriber"]).await;
    for credential in
        [basic("admin", "wrong"), basic("nobody", PASSWORD), "Bearer x".to_owned(), "Basic !".into()]
    {
        let answer = app.json(Method::POST, REGISTER, &credential, &body("c")).await.expect(401);
        assert!(answer.headers.contains_key(header::WWW_AUTHENTICATE));
    }
    let bob = basic("bob", PASSWORD);
    app.json(Method::POST, REGISTER, &bob, &body("c")).await.expect(400);
    let own = json!({"clientName": "c", "grantType": "password"});
    let client = app.json(Method::POST, REGISTER, &bob, &own).await.expect(200);
    assert_eq!(client.text("appOwner"), "bob");
    // The administrator may register for another user of the tenant.
    let for_bob = json!({"clientName": "d", "owner": "bob"});
    let given = app.json(Method::POST, REGISTER, &basic("admin", PASSWORD), &for_bob).await.expect(200);
    assert_eq!(given.text("appOwner"), "bob");
}

#[tokio::test]
async fn a_client_is_read_changed_and_deleted_by_its_owner() {
    let app = App::start().await;
    app.user("carbon.super", "bob", &[]).await;
    app.user("carbon.super", "eve", &[]).await;
    let client = app.client("bob", "c").await;
    let (path, bob) = (format!("{REGISTER}/{}", client.id), basic("bob", PASSWORD));
    let read = app.get(&path, &bob).await.expect(200);
    assert_eq!(read.text("clientSecret"), client.secret);
    assert_eq!(app.get(&path, &basic("eve", PASSWORD)).await.status, 404);
    assert_eq!(app.get(&path, &basic("eve", "wrong")).await.status, 401);

    let changed = json!({"clientName": "renamed", "grantType": "client_credentials"});
    let changed = app.json(Method::PUT, &path, &bob, &changed).await.expect(200);
    assert_eq!(changed.text("clientName"), "renamed");
    assert_eq!(changed.text("clientSecret"), client.secret);
    assert_eq!(app.login(&client, "bob", "").await.error(), (400, "unauthorized_client"));

    let token = app.token(&client, "grant_type=client_credentials").await.expect(200).text("access_token");
    assert_eq!(app.json(Method::DELETE, &path, &basic("eve", PASSWORD), &json!({})).await.status, 404);
    app.json(Method::DELETE, &path, &bob, &json!({})).await.expect(204);
    assert_eq!(app.get(&path, &bob).await.status, 404);
    assert_eq!(app.token(&client, "grant_type=client_credentials").await.error(), (401, "invalid_client"));
    assert!(!app.opens(&token).await);
    assert_eq!(app.introspect(&token).await["active"], false);
}

#[tokio::test]
async fn what_cannot_be_registered_is_named() {
    let app = App::start().await;
    let admin = basic("admin", PASSWORD);
    for (body, named) in [
        (json!({}), "clientName"),
        (json!({"clientName": " "}), "clientName"),
        (json!({"clientName": "x".repeat(256)}), "client_name"),
        (json!({"clientName": "a\u{7}"}), "clientName"),
        (json!({"clientName": 7}), "clientName"),
        (json!({"clientName": "a", "tokenType": "PAPER"}), "JWT or OPAQUE"),
        (json!({"clientName": "a", "tokenType": "SAML"}), "token_type"),
        (json!({"clientName": "a", "callbackUrl": "x".repeat(3000)}), "redirect_uris"),
        (json!("text"), "body"),
    ] {
        let answer = app.json(Method::POST, REGISTER, &admin, &body).await.expect(400);
        assert_eq!(answer.error().1, "invalid_request");
        assert!(answer.text("error_description").contains(named), "{}", answer.body);
    }
}
