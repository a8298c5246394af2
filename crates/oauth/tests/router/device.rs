//! A login on another device (RFC 8628): the device asks, a user in a browser decides.

use std::time::Duration;

use axum::http::Method;
use serde_json::json;

use crate::browser::{Browser, Shown, form};
use crate::harness::{Answer, App, Client, PASSWORD, REGISTER, basic, part};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

async fn start() -> (App, Client) {
    let app = App::start().await;
    app.user("carbon.super", "ann", &[]).await;
    let client = client(&app, "tv", &format!("{GRANT} refresh_token")).await;
    (app, client)
}

async fn client(app: &App, name: &str, grants: &str) -> Client {
    let body = json!({"clientName": name, "owner": "admin", "grantType": grants});
    let answer = app.json(Method::POST, REGISTER, &basic("admin", PASSWORD), &body).await.expect(200);
    Client { id: answer.text("clientId"), secret: answer.text("clientSecret") }
}

async fn begin(app: &App, client: &Client) -> Answer {
    app.post("/oauth2/device_authorize", &client.basic(), "scope=openid+orders").await.expect(200)
}

async fn poll(app: &App, client: &Client, begun: &Answer) -> Answer {
    app.forward(Duration::from_secs(5));
    let fields = [("grant_type", GRANT), ("device_code", &begun.text("device_code"))];
    app.token(client, &form(&fields)).await
}

async fn type_code(app: &App, browser: &mut Browser, page: &Shown, code: &str) -> Shown {
    browser.post(app, &page.action(), form(&[("request", &page.ticket()), ("user_code", code)])).await
}

/// A browser in which ann has logged in, on the page for the code.
async fn signed_in(app: &App, path: &str) -> (Browser, Shown) {
    let mut browser = Browser::default();
    let page = browser.get(app, path).await.page(200, "Sign in");
    let page = browser.log_in(app, &page, "ann").await.page(200, "Code that your device shows");
    (browser, page)
}

#[tokio::test]
async fn a_user_allows_a_device_and_it_gets_tokens_once() {
    let (app, client) = start().await;
    let begun = begin(&app, &client).await;
    assert_eq!(begun.body["interval"], 5);
    assert_eq!(begun.body["expires_in"], 600);
    assert_eq!(begun.text("verification_uri"), "https://localhost:9443/oauth2/device");
    let code = begun.text("user_code");
    assert_eq!(poll(&app, &client, &begun).await.error(), (400, "authorization_pending"));

    let complete = begun.text("verification_uri_complete");
    let path = complete.strip_prefix("https://localhost:9443").expect("our page");
    let (mut browser, page) = signed_in(&app, path).await;
    assert!(page.html.contains(&code), "the code is filled in, but not sent");
    // As people type.
    let page = type_code(&app, &mut browser, &page, &code.to_lowercase().replace('-', " ")).await;
    let page = page.page(200, "Allow tv?").page(200, &code).page(200, "orders");
    assert!(!page.html.contains("remember"));
    let shown = browser.decide(&app, &page, "allow", false).await.page(200, "tv is connected");
    assert!(!shown.html.contains("<form"));
    // The form cannot be sent again.
    browser.decide(&app, &page, "deny", false).await.page(400, "too old");

    let tokens = poll(&app, &client, &begun).await.expect(200);
    assert_eq!(tokens.text("scope"), "openid orders");
    assert_eq!(part(&tokens.text("access_token"), 1)["sub"], "ann@carbon.super");
    assert!(part(&tokens.text("id_token"), 1)["auth_time"].is_i64());
    let refresh = format!("grant_type=refresh_token&refresh_token={}", tokens.text("refresh_token"));
    app.token(&client, &refresh).await.expect(200);
    assert_eq!(poll(&app, &client, &begun).await.error(), (400, "invalid_grant"));
    let metadata = app.get("/.well-known/openid-configuration", "").await.expect(200);
    assert_eq!(
        metadata.text("device_authorization_endpoint"),
        "https://localhost:9443/oauth2/device_authorize"
    );
    assert!(metadata.body["grant_types_supported"].as_array().expect("grants").contains(&json!(GRANT)));
}

#[tokio::test]
async fn a_device_that_asks_too_often_must_slow_down_and_a_late_one_begins_again() {
    let (app, client) = start().await;
    let begun = begin(&app, &client).await;
    let fields = form(&[("grant_type", GRANT), ("device_code", &begun.text("device_code"))]);
    assert_eq!(app.token(&client, &fields).await.error(), (400, "authorization_pending"));
    assert_eq!(app.token(&client, &fields).await.error(), (400, "slow_down"));
    // Five seconds are not enough any more.
    assert_eq!(poll(&app, &client, &begun).await.error(), (400, "slow_down"));
    app.forward(Duration::from_secs(20));
    assert_eq!(app.token(&client, &fields).await.error(), (400, "authorization_pending"));
    app.forward(Duration::from_secs(600));
    assert_eq!(app.token(&client, &fields).await.error(), (400, "expired_token"));
    app.control.purge_expired().await.expect("purged");
    assert_eq!(app.token(&client, &fields).await.error(), (400, "expired_token"), "still told");
    app.forward(Duration::from_secs(3_600));
    app.control.purge_expired().await.expect("purged");
    assert_eq!(app.token(&client, &fields).await.error(), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_user_denies_a_device() {
    let (app, client) = start().await;
    let begun = begin(&app, &client).await;
    let (mut browser, page) = signed_in(&app, "/oauth2/device").await;
    let page = type_code(&app, &mut browser, &page, &begun.text("user_code")).await.page(200, "Allow tv?");
    browser.decide(&app, &page, "deny", false).await.page(200, "tv was denied");
    assert_eq!(poll(&app, &client, &begun).await.error(), (400, "access_denied"));
}

#[tokio::test]
async fn whoever_guesses_codes_has_to_wait() {
    let (app, client) = start().await;
    let begun = begin(&app, &client).await;
    let (mut browser, mut page) = signed_in(&app, "/oauth2/device").await;
    for wrong in ["", "BBBB-BBBB", "<script>", "CCCCCCCC", &"D".repeat(10_000)] {
        page = type_code(&app, &mut browser, &page, wrong).await.page(400, "not known");
        assert!(!page.html.contains("<script>"));
    }
    let code = begun.text("user_code");
    let page = type_code(&app, &mut browser, &page, &code).await.page(429, "Too many wrong codes");
    app.forward(Duration::from_secs(60));
    type_code(&app, &mut browser, &page, &code).await.page(200, "Allow tv?");
}

#[tokio::test]
async fn only_the_device_itself_and_only_a_user_who_may() {
    let (app, tv) = start().await;
    let other = client(&app, "radio", GRANT).await;
    let without = client(&app, "shop", "client_credentials").await;
    let begun = begin(&app, &tv).await;
    assert_eq!(poll(&app, &other, &begun).await.error(), (400, "invalid_grant"));
    assert_eq!(poll(&app, &without, &begun).await.error(), (400, "unauthorized_client"));
    let answer = app.post("/oauth2/device_authorize", &without.basic(), "").await;
    assert_eq!(answer.error(), (400, "unauthorized_client"));
    let wrong = Client { id: tv.id.clone(), secret: "wrong".into() };
    let answer = app.post("/oauth2/device_authorize", &wrong.basic(), "").await;
    assert_eq!(answer.error(), (401, "invalid_client"));
    let answer = app.post("/t/a.com/oauth2/device_authorize", &tv.basic(), "").await;
    assert_eq!(answer.error(), (401, "invalid_client"), "of another tenant");

    // A form of another browser, and a user of another tenant.
    let (_, page) = signed_in(&app, "/oauth2/device").await;
    let code = begun.text("user_code");
    type_code(&app, &mut Browser::default(), &page, &code).await.page(400, "another browser");
    app.tenant("a.com").await;
    let mut browser = Browser::default();
    let page = browser.get(&app, "/oauth2/device").await.page(200, "Sign in");
    let page = browser.log_in(&app, &page, "admin@a.com").await.page(200, "Code");
    type_code(&app, &mut browser, &page, &code).await.page(400, "not for users of your organisation");

    // A user whose password has changed since.
    let (mut browser, page) = signed_in(&app, "/oauth2/device").await;
    let page = type_code(&app, &mut browser, &page, &code).await.page(200, "Allow tv?");
    browser.decide(&app, &page, "allow", false).await.page(200, "connected");
    let mut tx = app.control.begin().await.expect("tx");
    let ann = model::user::UserName::new("ann", crate::harness::super_tenant());
    app.control.revoke_user_tokens(&mut tx, &ann).await.expect("revoked");
    tx.commit().await.expect("committed");
    assert_eq!(poll(&app, &tv, &begun).await.error(), (400, "invalid_grant"));
}
