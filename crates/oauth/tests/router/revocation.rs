//! `/oauth2/revoke`, and what gateways are told.

use std::time::Duration;

use control::KeyManagerConnector as _;
use model::catalog::Kind;
use model::user::UserName;
use serde_json::{Value, json};

use crate::harness::{App, Client, part, super_tenant};

async fn revoke(app: &App, client: &Client, token: &str) {
    app.post("/oauth2/revoke", &client.basic(), &format!("token={token}")).await.expect(200);
}

/// Documents of a kind that gateways have, by id.
async fn documents(app: &App, kind: Kind) -> Vec<(String, Value)> {
    let mut tx = app.control.read().await.expect("tx");
    let all = store::catalog::page(&mut tx, 0, 1000).await.expect("documents");
    all.into_iter().filter(|d| d.key.kind == kind).filter_map(|d| Some((d.key.id, d.body?))).collect()
}

#[tokio::test]
async fn a_revoked_token_is_good_nowhere_and_gateways_are_told_until_it_expires() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let answer = app.login(&client, "admin", "").await.expect(200);
    let (token, refresh) = (answer.text("access_token"), answer.text("refresh_token"));
    revoke(&app, &client, &token).await;
    revoke(&app, &client, &token).await;
    assert!(!app.opens(&token).await);
    assert_eq!(app.introspect(&token).await, json!({"active": false}));
    assert_eq!(app.introspect(&refresh).await, json!({"active": false}), "the refresh token goes along");
    let claims = part(&token, 1);
    let told = documents(&app, Kind::RevokedToken).await;
    assert_eq!(
        told,
        [(claims["jti"].as_str().expect("jti").to_owned(), json!({"expires_at": claims["exp"]}))]
    );

    app.forward(Duration::from_secs(86_400));
    app.control.purge_expired().await.expect("purged");
    assert!(documents(&app, Kind::RevokedToken).await.is_empty());
}

#[tokio::test]
async fn a_refresh_token_takes_the_access_tokens_of_its_login_along() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let answer = app.login(&client, "admin", "").await.expect(200);
    revoke(&app, &client, &answer.text("refresh_token")).await;
    assert!(!app.opens(&answer.text("access_token")).await);
    let form = format!("grant_type=refresh_token&refresh_token={}", answer.text("refresh_token"));
    assert_eq!(app.token(&client, &form).await.error(), (400, "invalid_grant"));
}

#[tokio::test]
async fn anything_else_is_answered_alike_and_revokes_nothing() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let other = app.client("admin", "d").await;
    let token = app.login(&client, "admin", "").await.expect(200).text("access_token");
    revoke(&app, &other, &token).await;
    assert!(app.opens(&token).await, "a client revokes its own tokens only");
    for text in ["x", "a.b.c", &token[..token.len() - 2]] {
        revoke(&app, &client, text).await;
    }
    assert_eq!(app.post("/oauth2/revoke", &client.basic(), "").await.error(), (400, "invalid_request"));
    let wrong = Client { id: client.id.clone(), secret: "wrong".into() };
    let answer = app.post("/oauth2/revoke", &wrong.basic(), &format!("token={token}")).await;
    assert_eq!(answer.error(), (401, "invalid_client"));
    assert!(app.opens(&token).await);
}

#[tokio::test]
async fn a_users_tokens_are_revoked_together_and_the_next_login_is_good_at_once() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let answer = app.login(&client, "admin", "").await.expect(200);
    let own = app.token(&client, "grant_type=client_credentials").await.expect(200).text("access_token");
    let mut tx = app.control.begin().await.expect("tx");
    let admin = UserName::new("admin", super_tenant());
    app.control.revoke_user_tokens(&mut tx, &admin).await.expect("revoked");
    tx.commit().await.expect("committed");

    assert!(!app.opens(&answer.text("access_token")).await);
    let form = format!("grant_type=refresh_token&refresh_token={}", answer.text("refresh_token"));
    assert_eq!(app.token(&client, &form).await.error(), (400, "invalid_grant"));
    assert!(app.opens(&own).await, "the client's own token is not the user's");
    // In the same second.
    let again = app.login(&client, "admin", "").await.expect(200);
    assert!(app.opens(&again.text("access_token")).await);
    let told = documents(&app, Kind::RevokedSubject).await;
    assert_eq!(told[0].0, "user.admin@carbon.super");
}

#[tokio::test]
async fn a_new_secret_replaces_the_old_one() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let new = app.connector.regenerate_secret(&super_tenant(), &client.id).await.expect("a client");
    assert_eq!(app.token(&client, "grant_type=client_credentials").await.error(), (401, "invalid_client"));
    let client = Client { id: client.id, secret: new.client_secret.expect("a secret") };
    app.token(&client, "grant_type=client_credentials").await.expect(200);
}
