//! `/oauth2/authorize` and `/oidc/logout`, as a browser and an application see them.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use crate::browser::{Browser, Shown, form};
use crate::harness::{App, Client, PASSWORD, REGISTER, basic};

const CALLBACK: &str = "https://app.example/cb";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

async fn client(app: &App, grants: &str) -> Client {
    let body = json!({"clientName": format!("shop {grants}"), "owner": "admin", "callbackUrl": CALLBACK,
        "grantType": grants});
    let answer = app.json(Method::POST, REGISTER, &basic("admin", PASSWORD), &body).await.expect(200);
    Client { id: answer.text("clientId"), secret: answer.text("clientSecret") }
}

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()))
}

/// The authorization endpoint with the usual parameters, those of `more` in their place or beside them.
fn ask(client: &Client, more: &[(&str, &str)]) -> String {
    let challenge = challenge();
    let usual = [
        ("response_type", "code"),
        ("client_id", client.id.as_str()),
        ("redirect_uri", CALLBACK),
        ("scope", "openid orders"),
        ("state", "s t&1"),
        ("nonce", "n-1"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual.iter().filter(|(n, _)| !more.iter().any(|(m, _)| m == n));
    let all: Vec<_> = kept.chain(more).copied().collect();
    format!("/oauth2/authorize?{}", form(&all))
}

/// Logs in and allows; answers where the browser was sent.
async fn through(app: &App, browser: &mut Browser, url: &str) -> Shown {
    let page = browser.get(app, url).await.page(200, "Sign in");
    let page = browser.log_in(app, &page, "ann").await.page(200, "Allow");
    browser.decide(app, &page, "allow", true).await
}

async fn redeem(app: &App, client: &Client, code: &str, more: &[(&str, &str)]) -> crate::harness::Answer {
    let usual = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let kept = usual.iter().filter(|(n, _)| !more.iter().any(|(m, _)| m == n));
    app.token(client, &form(&kept.chain(more).copied().collect::<Vec<_>>())).await
}

async fn start() -> (App, Client) {
    let app = App::start().await;
    app.user("carbon.super", "ann", &[]).await;
    let client = client(&app, "authorization_code refresh_token").await;
    (app, client)
}

#[tokio::test]
async fn a_user_logs_in_and_allows_and_the_application_gets_tokens() {
    let (app, client) = start().await;
    let mut browser = Browser::default();
    let sent = through(&app, &mut browser, &ask(&client, &[])).await;
    assert!(sent.target().as_str().starts_with("https://app.example/cb?code="));
    assert_eq!(sent.sent("state").as_deref(), Some("s t&1"));
    assert_eq!(sent.sent("iss").as_deref(), Some("https://localhost:9443/oauth2/token"));

    let tokens = redeem(&app, &client, &sent.sent("code").expect("a code"), &[]).await.expect(200);
    assert_eq!(tokens.text("scope"), "openid orders");
    let id = claims(&tokens.text("id_token"));
    assert_eq!(
        (&id["nonce"], &id["aud"], &id["sub"]),
        (&json!("n-1"), &json!(client.id), &json!("ann@carbon.super"))
    );
    assert!(id["auth_time"].is_i64() && id["at_hash"].is_string());
    let user =
        app.get("/oauth2/userinfo", &format!("Bearer {}", tokens.text("access_token"))).await.expect(200);
    assert_eq!(user.text("sub"), "ann@carbon.super");
    let again = format!("grant_type=refresh_token&refresh_token={}", tokens.text("refresh_token"));
    app.token(&client, &again).await.expect(200);

    // Logged in and allowed: no page any more, also without a prompt.
    for more in [&[][..], &[("prompt", "none")], &[("max_age", "60")]] {
        assert!(browser.get(&app, &ask(&client, more)).await.sent("code").is_some(), "{more:?}");
    }
    // More scopes are asked for again; so is what the client insists on.
    browser.get(&app, &ask(&client, &[("scope", "openid orders more")])).await.page(200, "<code>more</code>");
    browser.get(&app, &ask(&client, &[("prompt", "consent")])).await.page(200, "Allow");
    browser.get(&app, &ask(&client, &[("prompt", "login")])).await.page(200, "Sign in");
    app.forward(Duration::from_secs(61));
    browser.get(&app, &ask(&client, &[("max_age", "60")])).await.page(200, "Sign in");
    app.forward(Duration::from_secs(28_800));
    browser.get(&app, &ask(&client, &[])).await.page(200, "Sign in");
}

#[tokio::test]
async fn a_code_is_good_once_for_its_client_its_redirect_and_its_verifier() {
    let (app, client) = start().await;
    let other = self::client(&app, "authorization_code password").await;
    let mut browser = Browser::default();
    let first = through(&app, &mut browser, &ask(&client, &[])).await.sent("code").expect("a code");
    for wrong in [
        [("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl")],
        [("code_verifier", "")],
        [("redirect_uri", "https://app.example/cb2")],
        [("code", "nonsense")],
    ] {
        assert_eq!(redeem(&app, &client, &first, &wrong).await.error(), (400, "invalid_grant"), "{wrong:?}");
    }
    assert_eq!(redeem(&app, &other, &first, &[]).await.error(), (400, "invalid_grant"), "another client's");
    let tokens = redeem(&app, &client, &first, &[]).await.expect(200);
    let bearer = format!("Bearer {}", tokens.text("access_token"));
    assert_eq!(
        redeem(&app, &client, &first, &[]).await.error(),
        (400, "invalid_grant"),
        "a repeated request"
    );
    app.get("/oauth2/userinfo", &bearer).await.expect(200);
    app.forward(Duration::from_secs(11));
    assert_eq!(redeem(&app, &client, &first, &[]).await.error(), (400, "invalid_grant"), "a thief");
    app.get("/oauth2/userinfo", &bearer).await.expect(401);
    let refresh = format!("grant_type=refresh_token&refresh_token={}", tokens.text("refresh_token"));
    app.token(&client, &refresh).await.expect(400);

    let late = browser.get(&app, &ask(&client, &[])).await.sent("code").expect("a code");
    app.forward(Duration::from_secs(301));
    assert_eq!(redeem(&app, &client, &late, &[]).await.error(), (400, "invalid_grant"), "too late");
    let plain =
        browser.get(&app, &ask(&client, &[("code_challenge", "")])).await.sent("code").expect("a code");
    assert_eq!(
        redeem(&app, &client, &plain, &[]).await.error(),
        (400, "invalid_grant"),
        "a verifier without challenge"
    );
    redeem(&app, &client, &plain, &[("code_verifier", "")]).await.expect(200);
}

#[tokio::test]
async fn one_of_many_redemptions_at_once_succeeds() {
    let (app, client) = start().await;
    let sent = through(&app, &mut Browser::default(), &ask(&client, &[])).await;
    let code = sent.sent("code").expect("a code");
    let answers = futures::future::join_all((0..20).map(|_| redeem(&app, &client, &code, &[]))).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1);
    assert!(answers.iter().all(|a| a.status == 200 || a.error() == (400, "invalid_grant")));
}

#[tokio::test]
async fn what_cannot_be_trusted_is_never_redirected_to() {
    let (app, client) = start().await;
    let mut browser = Browser::default();
    for (more, text) in [
        (("redirect_uri", "https://evil.example/cb"), "callback.not.match"),
        (("redirect_uri", ""), "redirect_uri is not present"),
        (("client_id", "nobody"), "A valid OAuth client could not be found"),
        (("client_id", ""), "client_id is missing"),
    ] {
        browser.get(&app, &ask(&client, &[more])).await.page(400, text);
    }
    for (more, error) in [
        (("response_type", "code token"), "unsupported_response_type"),
        (("response_type", ""), "invalid_request"),
        (("response_type", "token"), "unauthorized_client"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("prompt", "none login"), "invalid_request"),
        (("prompt", "none"), "login_required"),
        (("max_age", "-1"), "invalid_request"),
        (("request", "x"), "request_not_supported"),
        (("scope", "a\"b"), "invalid_scope"),
    ] {
        let sent = browser.get(&app, &ask(&client, &[more])).await;
        assert_eq!(sent.sent("error").as_deref(), Some(error), "{more:?}");
        assert_eq!(sent.sent("state").as_deref(), Some("s t&1"));
    }
}

#[tokio::test]
async fn pages_are_of_one_browser_and_do_not_last() {
    let (app, client) = start().await;
    let (mut ann, mut eve) = (Browser::default(), Browser::default());
    let page = ann.get(&app, &ask(&client, &[])).await;
    let again = ann.log_in_with(&app, &page, "ann", "wrong").await.page(400, "is wrong");
    assert!(again.html.contains("value=\"ann\""), "the name need not be typed again");
    assert!(!again.html.contains("value=\"wrong\""));
    eve.get(&app, &ask(&client, &[])).await;
    eve.log_in(&app, &page, "ann").await.page(400, "another browser");
    let consent = ann.log_in(&app, &page, "ann").await.page(200, "Allow");
    eve.decide(&app, &consent, "allow", false).await.page(400, "another browser");
    let denied = ann.decide(&app, &consent, "deny", false).await;
    assert_eq!(denied.sent("error").as_deref(), Some("access_denied"));
    let late = ann.get(&app, &ask(&client, &[])).await.page(200, "Allow");
    app.forward(Duration::from_secs(901));
    ann.decide(&app, &late, "allow", false).await.page(400, "too old");
    // A page's markup is not the caller's.
    let hint = ask(&client, &[("login_hint", "\"><script>"), ("prompt", "login")]);
    let page = ann.get(&app, &hint).await.page(200, "Sign in");
    assert!(!page.html.contains("<script>"));
}

#[tokio::test]
async fn broken_forms_are_refused() {
    let (app, _) = start().await;
    let long = format!("request={}", "x".repeat(70_000));
    for path in
        ["/oauth2/authorize", "/oauth2/authorize/login", "/oauth2/authorize/consent", "/oidc/logout/confirm"]
    {
        for body in
            ["", "request=%ff", "request=%00", "request=a&request=b", "request=s1.AAAA", long.as_str()]
        {
            let shown = Browser::default().post(&app, path, body.to_owned()).await;
            assert!(
                matches!(shown.status, 400 | 413),
                "{path}: {} for {}",
                shown.status,
                &body[..body.len().min(20)]
            );
        }
    }
}

#[tokio::test]
async fn a_user_of_another_tenant_is_not_let_in() {
    let (app, client) = start().await;
    app.tenant("a.example").await;
    let mut browser = Browser::default();
    let page = browser.get(&app, &ask(&client, &[])).await;
    browser.log_in(&app, &page, "admin@a.example").await.page(400, "not for users of your organisation");
    let elsewhere = ask(&client, &[]).replacen("/oauth2", "/t/a.example/oauth2", 1);
    browser.get(&app, &elsewhere).await.page(400, "could not be found");
}

#[tokio::test]
async fn an_implicit_client_gets_tokens_in_the_fragment() {
    let (app, _) = start().await;
    let client = client(&app, "implicit").await;
    let url = ask(&client, &[("response_type", "id_token token")]);
    let sent = through(&app, &mut Browser::default(), &url).await;
    assert_eq!(sent.sent("token_type").as_deref(), Some("Bearer"));
    assert_eq!(claims(&sent.sent("id_token").expect("a token"))["nonce"], "n-1");
    let bearer = format!("Bearer {}", sent.sent("access_token").expect("a token"));
    app.get("/oauth2/userinfo", &bearer).await.expect(200);
}

#[tokio::test]
async fn logging_out_asks_or_takes_the_clients_word_and_a_new_password_ends_sessions() {
    let (app, client) = start().await;
    let mut browser = Browser::default();
    let sent = through(&app, &mut browser, &ask(&client, &[])).await;
    let tokens = redeem(&app, &client, &sent.sent("code").expect("a code"), &[]).await.expect(200);
    let page = browser.get(&app, "/oidc/logout").await.page(200, "Sign out?");
    assert!(browser.get(&app, &ask(&client, &[])).await.sent("code").is_some(), "not yet");
    let body = form(&[("request", &page.ticket())]);
    browser.post(&app, &page.action(), body).await.page(200, "You are signed out");
    let page = browser.get(&app, &ask(&client, &[])).await.page(200, "Sign in");

    assert!(browser.log_in(&app, &page, "ann").await.sent("code").is_some());
    let id = tokens.text("id_token");
    let out = form(&[("id_token_hint", &id), ("post_logout_redirect_uri", CALLBACK), ("state", "x")]);
    let sent = browser.get(&app, &format!("/oidc/logout?{out}")).await;
    assert_eq!(sent.target().as_str(), "https://app.example/cb?state=x");
    let out = form(&[("id_token_hint", &id), ("post_logout_redirect_uri", "https://evil.example/")]);
    browser.get(&app, &format!("/oidc/logout?{out}")).await.page(200, "You are signed out");

    let page = browser.get(&app, &ask(&client, &[])).await.page(200, "Sign in");
    browser.log_in(&app, &page, "ann").await;
    let user = control::bearer::fully_qualified("ann@carbon.super").expect("a name");
    let mut tx = app.control.begin().await.expect("tx");
    app.control.revoke_user_tokens(&mut tx, &user).await.expect("revoked");
    tx.commit().await.expect("committed");
    browser.get(&app, &ask(&client, &[])).await.page(200, "Sign in");
}

fn claims(token: &str) -> serde_json::Value {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("a payload")).expect("base64url");
    serde_json::from_slice(&payload).expect("JSON")
}
