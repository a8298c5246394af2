//! Who may call: every kind of credential against every standing.

use model::catalog::Kind;
use serde_json::{Value, json};

use crate::harness::tokens::now;
use crate::harness::{Answer, ApiBuilder, BackEnd, Bench, KEY, TENANT, TokenFactory};

async fn bench() -> Bench {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    let operations = json!([
        {"verb": "GET", "target": "/*"},
        {"verb": "GET", "target": "/scoped", "scopes": ["read", "admin"]},
        {"verb": "GET", "target": "/open", "open": true},
    ]);
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url()).set("operations", operations)).await;
    bench
}

async fn call(bench: &Bench, path: &str, claims: Value) -> Answer {
    bench.client().get(path).bearer(&bench.tokens.with(&claims)).send().await
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn credentials() {
    let bench = bench().await;
    assert_eq!(bench.get("/a/1/x").await.status, 200);
    let none = bench.client().get("/a/1/x").send().await;
    assert_eq!(none.code(), refused(401, "900902"));
    assert!(none.text().contains("Missing Credentials"));
    assert_eq!(none.header("www-authenticate"), Some("OAuth2 realm=\"WSO2 API Manager\""));
    assert_eq!(bench.client().get("/a/1/open").send().await.status, 200);
    let basic = bench.client().get("/a/1/x").header("authorization", "Basic YTpi").send().await;
    assert_eq!(basic.code(), refused(401, "900902"));
    let forged = TokenFactory::new().good();
    for token in ["", "x", "a.b.c", &forged, &format!("{}x", bench.tokens.good())] {
        let answer = bench.client().get("/a/1/x").bearer(token).send().await;
        assert_eq!(answer.code().0, 401, "{token}");
        if !token.is_empty() {
            assert_eq!(answer.code().1, "900901");
            assert!(answer.text().contains("Make sure you have provided the correct security credentials"));
            assert!(answer.header("www-authenticate").is_some_and(|h| h.contains("invalid_token")));
        }
    }
}

#[tokio::test]
async fn only_access_tokens_of_our_own_key_manager_are_credentials() {
    let bench = bench().await;
    for (typ, status) in [
        ("at+jwt", 200),
        ("AT+JWT", 200),
        ("application/at+jwt", 200),
        ("JWT", 401),
        ("logout+jwt", 401),
        ("application/jwt", 401),
        ("at+jwtx", 401),
        ("", 401),
    ] {
        let token = bench.tokens.typed(typ, &json!({}));
        let answer = bench.client().get("/a/1/x").bearer(&token).send().await;
        assert_eq!(answer.status, status, "{typ}");
        if status == 401 {
            assert_eq!(answer.code(), refused(401, "900901"));
        }
    }
}

#[tokio::test]
async fn claims() {
    let bench = bench().await;
    for (claims, expected) in [
        (json!({}), 200),
        (json!({"exp": now() - 1}), 401),
        (json!({"exp": null}), 401),
        (json!({"nbf": now() + 100}), 401),
        (json!({"iss": "https://elsewhere"}), 401),
        (json!({"iss": null}), 401),
        (json!({"azp": "unknown"}), 403),
        (json!({"azp": null}), 403),
        (json!({"azp": null, "client_id": KEY}), 200),
        (json!({"azp": "sandbox-key"}), 200),
    ] {
        assert_eq!(call(&bench, "/a/1/x", claims.clone()).await.status, expected, "{claims}");
    }
    assert_eq!(call(&bench, "/a/1/x", json!({"azp": "unknown"})).await.code(), refused(403, "900908"));
    assert_eq!(call(&bench, "/a/1/scoped", json!({})).await.code(), refused(403, "900910"));
    assert_eq!(call(&bench, "/a/1/scoped", json!({"scope": "x admin"})).await.status, 200);
    assert_eq!(call(&bench, "/a/1/scoped", json!({"scope": ["read"]})).await.status, 200);
}

#[tokio::test]
async fn a_remembered_token_expires() {
    let bench = bench().await;
    let token = bench.tokens.with(&json!({"exp": now() + 100}));
    let get = || bench.client().get("/a/1/x").bearer(&token).send();
    assert_eq!(get().await.status, 200);
    assert_eq!(get().await.status, 200);
    assert_eq!(bench.gateway.metrics().verifications, 1);
    bench.clock.forward(101);
    assert_eq!(get().await.code(), refused(401, "900901"));
}

#[tokio::test]
async fn revocation_holds_for_remembered_tokens_too() {
    let bench = bench().await;
    let get = |claims| call(&bench, "/a/1/x", claims);
    let issued = now() - 50;
    for i in 0..2 {
        assert_eq!(get(json!({"jti": "j1"})).await.status, 200, "{i}");
        assert_eq!(get(json!({"jti": "j2", "sub": "carol", "iat": issued})).await.status, 200);
        assert_eq!(get(json!({"jti": "j3", "azp": "sandbox-key", "iat": issued})).await.status, 200);
    }
    bench.put(Kind::RevokedToken, "j1", &json!({"expires_at": now() + 3_600})).await;
    assert_eq!(get(json!({"jti": "j1"})).await.code(), refused(401, "900901"));
    assert_eq!(get(json!({"jti": "j4"})).await.status, 200);
    let subject = |kind: &str, name: &str| json!({"subject_kind": kind, "subject": name, "issued_before": now() - 10, "expires_at": now() + 3_600});
    bench.put(Kind::RevokedSubject, "user.carol", &subject("user", "carol")).await;
    bench.put(Kind::RevokedSubject, "client.s", &subject("client", "sandbox-key")).await;
    assert_eq!(get(json!({"jti": "j2", "sub": "carol", "iat": issued})).await.code(), refused(401, "900901"));
    assert_eq!(get(json!({"jti": "j5", "sub": "carol"})).await.status, 200);
    assert_eq!(
        get(json!({"jti": "j3", "azp": "sandbox-key", "iat": issued})).await.code(),
        refused(401, "900901")
    );
    assert_eq!(get(json!({"jti": "j6", "azp": "sandbox-key"})).await.status, 200);
}

#[tokio::test]
async fn subscriptions() {
    let bench = bench().await;
    for (state, production, sandbox) in [
        ("UNBLOCKED", (200, ""), (200, "")),
        ("BLOCKED", (401, "900907"), (401, "900907")),
        ("PROD_ONLY_BLOCKED", (401, "900907"), (200, "")),
        ("ON_HOLD", (401, "900909"), (401, "900909")),
        ("REJECTED", (401, "900909"), (401, "900909")),
        ("TIER_UPDATE_PENDING", (200, ""), (200, "")),
        ("DELETE_PENDING", (200, ""), (200, "")),
    ] {
        let subscription = json!({
            "subscription_id": "s", "api_id": "a-1", "application_id": "app", "policy": "Unlimited", "state": state,
        });
        bench.put(Kind::Subscription, "s-a-1", &subscription).await;
        assert_eq!(
            call(&bench, "/a/1/x", json!({})).await.code(),
            refused(production.0, production.1),
            "{state}"
        );
        let answer = call(&bench, "/a/1/x", json!({"azp": "sandbox-key"})).await;
        assert_eq!(answer.code(), refused(sandbox.0, sandbox.1), "{state}");
    }
    bench.remove(Kind::Subscription, "s-a-1").await;
    assert_eq!(call(&bench, "/a/1/x", json!({})).await.code(), refused(403, "900908"));
}

#[tokio::test]
async fn an_api_without_plans_needs_no_subscription() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    let api = ApiBuilder::new("/a/1", &back_end.url()).set("plans", json!(["DefaultSubscriptionless"]));
    bench.put(Kind::Api, "a-1.Default", &api.document()).await;
    assert_eq!(bench.get("/a/1/x").await.status, 200);
    assert_eq!(call(&bench, "/a/1/x", json!({"azp": "unknown"})).await.status, 200);
    assert_eq!(bench.client().get("/a/1/x").send().await.status, 401);
}

#[tokio::test]
async fn settings_of_the_api() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    let api = || ApiBuilder::new("/a/1", &back_end.url());
    bench.deploy(api().set("audiences", json!(["other"]))).await;
    assert_eq!(bench.get("/a/1/x").await.code(), refused(403, "900914"));
    bench.deploy(api().set("audiences", json!(["other", KEY]))).await;
    assert_eq!(bench.get("/a/1/x").await.status, 200);
    bench.deploy(api().set("key_managers", json!(["Another"]))).await;
    assert_eq!(bench.get("/a/1/x").await.code(), refused(401, "900901"));
    bench.deploy(api().set("authorization_header", json!("X-Token"))).await;
    assert_eq!(bench.get("/a/1/x").await.code(), refused(401, "900901"));
    for value in [bench.tokens.good(), format!("Bearer {}", bench.tokens.good())] {
        assert_eq!(bench.client().get("/a/1/x").header("x-token", &value).send().await.status, 200);
        assert!(!back_end.last().headers.contains_key("x-token"));
    }
    bench.deploy(api().set("security_schemes", json!(["api_key"]))).await;
    let answer = bench.get("/a/1/x").await;
    assert_eq!(answer.code(), refused(401, "900902"));
    assert_eq!(answer.header("www-authenticate"), Some("API Key realm=\"WSO2 API Manager\""));
    bench.deploy(api().set("environment_type", json!("sandbox"))).await;
    let answer = bench.get("/a/1/x").await;
    assert_eq!(answer.status, 401);
    assert!(answer.text().contains("Production Key Provided for Sandbox Gateway"));
}

#[tokio::test]
async fn a_key_manager_speaks_for_its_own_tenant() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    let other = TokenFactory::new();
    bench
        .change("a.com", Kind::KeyManager, "km", Some(serde_json::to_value(other.key_manager()).unwrap()))
        .await;
    let api = ApiBuilder::new("/t/a.com/a/1", &back_end.url()).set("plans", json!([]));
    let body = serde_json::to_value(api.document()).unwrap();
    bench.change("a.com", Kind::Api, "x.Default", Some(body)).await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url())).await;
    let get = |path: &'static str, token: String| bench.client().get(path).bearer(&token).send();
    for _ in 0..2 {
        assert_eq!(get("/a/1/x", bench.tokens.good()).await.status, 200);
        assert_eq!(get("/t/a.com/a/1/x", bench.tokens.good()).await.status, 401);
        assert_eq!(get("/t/a.com/a/1/x", other.good()).await.status, 200);
        assert_eq!(get("/a/1/x", other.good()).await.status, 401);
    }
    let mut disabled = bench.tokens.key_manager();
    disabled.enabled = false;
    bench.put(Kind::KeyManager, "km", &disabled).await;
    assert_eq!(get("/a/1/x", bench.tokens.good()).await.status, 401);
    bench.put(Kind::KeyManager, "km", &other.key_manager()).await;
    assert_eq!(get("/a/1/x", bench.tokens.good()).await.status, 401, "a key that was taken away");
    assert_eq!(get("/a/1/x", other.good()).await.status, 200);
    assert_eq!(TENANT, "carbon.super");
}

#[tokio::test]
async fn deny_conditions() {
    let bench = bench().await;
    for (id, condition) in [
        ("api", json!({"type": "api", "context": "/a/1"})),
        ("user", json!({"type": "user", "name": "bob@carbon.super"})),
        ("application", json!({"type": "application", "name": "bob:App", "application_id": "app"})),
        ("ip", json!({"type": "ip", "address": "127.0.0.1", "invert": false})),
    ] {
        assert_eq!(bench.get("/a/1/x").await.status, 200, "before {id}");
        bench.put(Kind::Deny, id, &condition).await;
        assert_eq!(bench.get("/a/1/x").await.code(), refused(403, "900805"), "{id}");
        bench.remove(Kind::Deny, id).await;
    }
}
