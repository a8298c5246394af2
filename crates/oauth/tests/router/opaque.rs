//! Opaque access tokens, for clients that ask for them.

use std::time::Duration;

use axum::http::Method;
use serde_json::json;

use crate::harness::{App, Client, PASSWORD, REGISTER, basic};

async fn client(app: &App) -> Client {
    let body = json!({"clientName": "old", "owner": "admin", "tokenType": "OPAQUE",
        "grantType": "password client_credentials refresh_token"});
    let answer = app.json(Method::POST, REGISTER, &basic("admin", PASSWORD), &body).await.expect(200);
    assert_eq!(answer.body["tokenType"], "OPAQUE");
    Client { id: answer.text("clientId"), secret: answer.text("clientSecret") }
}

#[tokio::test]
async fn an_opaque_token_says_nothing_and_does_what_a_signed_one_does() {
    let app = App::start().await;
    let client = client(&app).await;
    let answer = app.login(&client, "admin", "openid apim:api_view").await.expect(200);
    let token = answer.text("access_token");
    assert!(token.len() == 43 && !token.contains('.'), "{token}");
    assert!(app.opens(&token).await);
    let seen = app.introspect(&token).await;
    assert_eq!((&seen["active"], &seen["sub"]), (&json!(true), &json!("admin@carbon.super")));
    assert_eq!((&seen["scope"], &seen["token_type"]), (&json!("openid apim:api_view"), &json!("Bearer")));
    let user = app.get("/oauth2/userinfo", &format!("Bearer {token}")).await.expect(200);
    assert_eq!(user.text("sub"), "admin@carbon.super");

    app.post("/oauth2/revoke", &client.basic(), &format!("token={token}")).await.expect(200);
    assert!(!app.opens(&token).await);
    assert_eq!(app.introspect(&token).await, json!({"active": false}));
    let refresh = format!("grant_type=refresh_token&refresh_token={}", answer.text("refresh_token"));
    assert_eq!(app.token(&client, &refresh).await.error(), (400, "invalid_grant"), "it goes along");
}

#[tokio::test]
async fn an_opaque_token_ends_and_is_forgotten() {
    let app = App::start().await;
    let client = client(&app).await;
    let answer = app.token(&client, "grant_type=client_credentials").await.expect(200);
    let token = answer.text("access_token");
    assert!(app.opens(&token).await);
    assert!(!app.opens(&token[..42]).await && !app.opens(&format!("{token}A")).await);
    app.forward(Duration::from_secs(86_400));
    assert!(!app.opens(&token).await);
    app.control.purge_expired().await.expect("purged");
    assert_eq!(app.control.signed_token(&token).await.expect("looked up"), None);
}

#[tokio::test]
async fn the_database_does_not_tell_opaque_tokens_or_what_they_stand_for() {
    let app = App::start().await;
    let client = client(&app).await;
    let token = app.login(&client, "admin", "").await.expect(200).text("access_token");
    let signed = app.control.signed_token(&token).await.expect("looked up").expect("a token");
    let row = {
        let mut tx = app.control.read().await.expect("tx");
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes());
        let hash = jose::base64url::encode(digest.as_ref());
        store::opaque::get(&mut tx, &hash).await.expect("read").expect("a row")
    };
    assert!(!row.sealed.contains(&signed) && !row.hash.contains(&token));
}
