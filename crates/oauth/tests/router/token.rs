//! The token endpoint: what is issued, and each refusal.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, header};
use control::KeyManagerConnector as _;
use serde_json::json;

use crate::harness::{App, Client, PASSWORD, basic, part};

#[tokio::test]
async fn a_user_registers_logs_in_and_the_token_opens_the_rest_apis() {
    let app = App::start().await;
    let client = app.client("admin", "journey").await;
    let answer = app.login(&client, "admin", "apim:api_view openid").await.expect(200);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer.text("token_type"), "Bearer");
    assert_eq!(answer.body["expires_in"], 86_400);
    assert_eq!(answer.text("scope"), "apim:api_view openid");
    let token = answer.text("access_token");
    let header = part(&token, 0);
    assert_eq!((&header["alg"], &header["typ"]), (&json!("RS256"), &json!("at+jwt")));
    let claims = part(&token, 1);
    assert_eq!(claims["sub"], "admin@carbon.super");
    assert_eq!(claims["aut"], "APPLICATION_USER");
    assert_eq!(claims["iss"], "https://localhost:9443/oauth2/token");
    for member in ["aud", "azp", "client_id"] {
        assert_eq!(claims[member], client.id, "{member}");
    }
    assert_eq!(claims["exp"].as_i64(), claims["iat"].as_i64().map(|iat| iat + 86_400));
    let jwks = app.get("/oauth2/jwks", "").await.expect(200).body;
    assert!(jwks["keys"].as_array().expect("keys").iter().any(|key| key["kid"] == header["kid"]));

    let caller = app.control.authenticate_bearer(&token).await.expect("a caller");
    assert_eq!(caller.name(), "admin");
    assert!(caller.has_scope("apim:api_view"));

    let bearer = format!("Bearer {token}");
    let user = app.get("/oauth2/userinfo", &bearer).await.expect(200);
    assert_eq!(user.text("sub"), "admin@carbon.super");
    let id_token = part(&answer.text("id_token"), 1);
    assert_eq!((&id_token["aud"], &id_token["sub"]), (&json!(client.id), &json!("admin@carbon.super")));
    assert!(!app.opens(&answer.text("id_token")).await, "an ID token is no access token");

    app.forward(Duration::from_secs(86_400));
    assert!(!app.opens(&token).await);
    assert_eq!(app.get("/oauth2/userinfo", &bearer).await.error(), (401, "invalid_token"));
}

#[tokio::test]
async fn a_client_gets_a_token_of_its_own() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let in_body =
        format!("grant_type=client_credentials&client_id={}&client_secret={}", client.id, client.secret);
    let answers = [
        app.token(&client, "grant_type=client_credentials").await,
        app.post("/oauth2/token", "", &in_body).await,
        app.post(&format!("/oauth2/token?{in_body}"), "", "").await,
        app.json(
            Method::POST,
            "/oauth2/token",
            &client.basic(),
            &json!({"grant_type": "client_credentials"}),
        )
        .await,
    ];
    let mut ids = Vec::new();
    for answer in answers {
        let answer = answer.expect(200);
        assert_eq!(answer.text("scope"), "default");
        assert!(answer.body.get("refresh_token").is_none());
        let claims = part(&answer.text("access_token"), 1);
        assert_eq!((&claims["sub"], &claims["aut"]), (&json!(client.id), &json!("APPLICATION")));
        ids.push(claims["jti"].to_string());
    }
    ids.dedup();
    assert_eq!(ids.len(), 4, "each request gets a token of its own");
    let userinfo = app.login(&client, "admin", "apim:api_view").await.expect(200).text("access_token");
    let answer = app.get("/oauth2/userinfo", &format!("Bearer {userinfo}")).await;
    assert_eq!(answer.error(), (403, "insufficient_scope"));
}

#[tokio::test]
async fn each_refusal_has_its_code_and_text() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    let wrong = Client { id: client.id.clone(), secret: "wrong".into() };
    let unknown = Client { id: "unknown".into(), secret: "wrong".into() };
    for client in [&wrong, &unknown] {
        let answer = app.token(client, "grant_type=client_credentials").await;
        assert_eq!(answer.error(), (401, "invalid_client"));
        assert_eq!(answer.text("error_description"), "Client credentials are invalid.");
        assert!(answer.headers[header::WWW_AUTHENTICATE].to_str().expect("text").starts_with("Basic realm="));
    }
    let both =
        format!("grant_type=client_credentials&client_id={}&client_secret={}", client.id, client.secret);
    for (form, status, code, text) in [
        ("", 400, "invalid_request", "Missing grant_type parameter value"),
        ("grant_type=urn:x&code=x", 400, "unsupported_grant_type", "Unsupported grant_type value"),
        ("grant_type=made_up", 400, "unsupported_grant_type", "Unsupported grant_type value"),
        ("grant_type=password&username=admin", 400, "invalid_request", "Missing parameters: password"),
        (
            "grant_type=password&username=admin&password=no",
            400,
            "invalid_grant",
            "Authentication failed for admin",
        ),
        (
            "grant_type=password&username=ghost&password=no",
            400,
            "invalid_grant",
            "Authentication failed for ghost",
        ),
        ("grant_type=refresh_token", 400, "invalid_request", "Missing parameters: refresh_token"),
        (
            "grant_type=refresh_token&refresh_token=no",
            400,
            "invalid_grant",
            "The refresh token is invalid, expired or revoked",
        ),
        (
            "grant_type=client_credentials&scope=%22",
            400,
            "invalid_scope",
            "a scope has a character that is not allowed",
        ),
        (both.as_str(), 400, "invalid_request", "the client credentials are given in more than one place"),
        (
            "grant_type=client_credentials&client_id=other",
            400,
            "invalid_request",
            "client_id differs from the client of the Authorization header",
        ),
    ] {
        let answer = app.token(&client, form).await;
        assert_eq!(answer.error(), (status, code), "{form}");
        assert_eq!(answer.text("error_description"), text, "{form}");
    }
    let answer = app.post("/oauth2/token", "", "grant_type=client_credentials").await;
    assert_eq!(answer.error(), (401, "invalid_client"));
    let get = Request::get("/oauth2/token?grant_type=client_credentials");
    assert_eq!(app.send(get.body(Body::empty()).expect("a request")).await.status, 405);
}

#[tokio::test]
async fn lifetimes_are_the_clients_own_where_it_has_some() {
    let app = App::start().await;
    let request = model::key::ClientRequest {
        client_name: "c".into(),
        owner: "admin".into(),
        grant_types: vec!["client_credentials".into(), "password".into()],
        access_token_lifetime: Some(60),
        user_token_lifetime: Some(u64::MAX),
        ..Default::default()
    };
    let client = app.connector.register(&crate::harness::super_tenant(), request).await.expect("registered");
    let client = Client { id: client.client_id, secret: client.client_secret.expect("a secret") };
    let own = app.token(&client, "grant_type=client_credentials").await.expect(200);
    assert_eq!(own.body["expires_in"], 60);
    let user = app.login(&client, "admin", "").await.expect(200);
    assert_eq!(user.body["expires_in"], i64::MAX / 1000);
    assert!(user.body.get("refresh_token").is_none(), "the client may not use one");
    app.forward(Duration::from_secs(50 * 365 * 86_400));
    app.control.purge_expired().await.expect("purged");
    assert!(app.opens(&user.text("access_token")).await);
    assert!(!app.opens(&own.text("access_token")).await);
}

#[tokio::test]
async fn those_who_guess_passwords_have_to_wait() {
    let app = App::start().await;
    let client = app.client("admin", "c").await;
    // One user, however named.
    for name in ["admin", "admin@carbon.super"].into_iter().cycle().take(10) {
        let answer = app.token(&client, &format!("grant_type=password&username={name}&password=no")).await;
        assert_eq!(answer.text("error_description"), format!("Authentication failed for {name}"));
    }
    let answer = app.login(&client, "admin", "").await;
    assert_eq!(answer.error(), (400, "invalid_grant"));
    assert_eq!(answer.text("error_description"), "Too many failed logins. Try again later.");
    let answer = app.post("/oauth2/introspect", &basic("admin", PASSWORD), "token=x").await;
    assert_eq!(answer.status, 401);
    app.forward(Duration::from_secs(11));
    app.login(&client, "admin", "").await.expect(200);
}
