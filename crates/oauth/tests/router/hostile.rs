//! Input that nobody means well.

use axum::body::Body;
use axum::http::{Request, header};

use crate::harness::{Answer, App, Client, PASSWORD, REGISTER, basic, part};

async fn raw(app: &App, client: &Client, media_type: &str, body: Vec<u8>) -> Answer {
    let request = Request::post("/oauth2/token")
        .header(header::CONTENT_TYPE, media_type)
        .header(header::AUTHORIZATION, client.basic());
    app.send(request.body(Body::from(body)).expect("a request")).await
}

#[tokio::test]
async fn broken_requests_are_refused_as_such() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let form = "application/x-www-form-urlencoded";
    for (media_type, body) in [
        (form, &b"grant_type=client_credentials&grant_type=client_credentials"[..]),
        (form, b"grant_type=client_credentials&x=%FF"),
        (form, b"grant_type=client_credentials&\xff=1"),
        (form, b"grant_type=client_credentials&scope=a%00b"),
        ("application/json", b"{\"grant_type\":\"client_credentials\",\"grant_type\":\"password\"}"),
        ("application/json", b"{\"grant_type\":[\"client_credentials\"]}"),
        ("application/json", b"{\"grant_type\":"),
        ("text/plain", b"grant_type=client_credentials"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("", b"grant_type=client_credentials"),
    ] {
        let answer = raw(&app, &client, media_type, body.to_vec()).await;
        assert_eq!(answer.error(), (400, "invalid_request"), "{media_type} {body:?}");
    }
    let deep = format!("{{\"grant_type\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
    assert_eq!(
        raw(&app, &client, "application/json", deep.into_bytes()).await.error(),
        (400, "invalid_request")
    );
    // The same parameter in the query and in the body.
    let answer =
        app.post("/oauth2/token?grant_type=password", &client.basic(), "grant_type=client_credentials").await;
    assert_eq!(answer.error(), (400, "invalid_request"));
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let large = format!("grant_type=client_credentials&x={}", "a".repeat(64 * 1024));
    assert_eq!(app.token(&client, &large).await.status, 413);
    let body = vec![b' '; 65 * 1024];
    let request = Request::post(REGISTER).header(header::AUTHORIZATION, basic("admin", PASSWORD));
    assert_eq!(app.send(request.body(Body::from(body)).expect("a request")).await.status, 413);
}

#[tokio::test]
async fn ambiguous_credentials_are_refused() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let request = Request::post("/oauth2/token?grant_type=client_credentials")
        .header(header::AUTHORIZATION, client.basic())
        .header(header::AUTHORIZATION, "Basic eDp5");
    let answer = app.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.error(), (400, "invalid_request"));
    for credential in ["Basic", "Basic ====", "Basic /w==", "Bearer abc", "Digest x"] {
        let answer = app.post("/oauth2/token", credential, "grant_type=client_credentials").await;
        assert_eq!(answer.error(), (401, "invalid_client"), "{credential}");
    }
    for id in ["' OR 1=1 --", "\u{0}", "../../etc/passwd", &"x".repeat(10_000)] {
        let answer = app.post("/oauth2/token", &basic(id, "s"), "grant_type=client_credentials").await;
        assert_eq!(answer.error(), (401, "invalid_client"));
    }
}

#[tokio::test]
async fn forged_tokens_are_not_ours() {
    let app = App::start().await;
    app.tenant("a.example").await;
    let client = app.client("admin", "c").await;
    let theirs = app.client("admin@a.example", "c").await;
    let token = app.login(&client, "admin", "apim:admin").await.expect(200).text("access_token");
    let foreign = app.login(&theirs, "admin@a.example", "apim:admin").await.expect(200).text("access_token");
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    let (own, other) = (parts(&token), parts(&foreign));
    let encode = |json: &str| jose::base64url::encode(json);
    let claims = part(&token, 1).to_string();
    for forged in [
        format!("{}.{}.{}", encode(r#"{"alg":"none"}"#), own[1], ""),
        format!("{}.{}.{}", own[0], other[1], own[2]),
        format!("{}.{}.{}", other[0], own[1], other[2]),
        format!("{}.{}.{}", own[0], encode(&claims.replace("carbon.super", "a.example")), own[2]),
        format!("{}.{}.{}", encode(r#"{"alg":"HS256","kid":"x"}"#), own[1], own[2]),
        format!("{token}.{}", own[2]),
        format!("{token} "),
        "\u{0}.\u{0}.\u{0}".to_owned(),
    ] {
        assert!(!app.opens(&forged).await, "{forged}");
    }
    assert!(app.opens(&token).await);
}
