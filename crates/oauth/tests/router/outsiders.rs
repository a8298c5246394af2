//! Users of other issuers: JWT bearer (RFC 7523) and token exchange (RFC 8693).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use axum::http::Method;
use jose::{SignatureAlgorithm, SigningKey};
use oauth::{Config, TrustedIssuer};
use serde_json::{Value, json};

use crate::browser::form;
use crate::harness::{Answer, App, Client, PASSWORD, REGISTER, basic, part};

const BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS: &str = "urn:ietf:params:oauth:token-type:access_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";
const US: &str = "https://localhost:9443/oauth2/token";
const NOW: i64 = 1_700_000_000;

struct World {
    app: App,
    client: Client,
    key: SigningKey,
    jwks: tempfile::TempDir,
}

fn key() -> SigningKey {
    SigningKey::generate(SignatureAlgorithm::Es256).expect("a key")
}

fn write_keys(folder: &Path, keys: &[&SigningKey]) {
    let public = |key: &&SigningKey| key.public_jwk().and_then(|k| k.to_public_json()).expect("a public key");
    let set = json!({"keys": keys.iter().map(public).collect::<Vec<_>>()});
    std::fs::write(folder.join("jwks.json"), set.to_string()).expect("written");
}

fn issuer(folder: &Path) -> TrustedIssuer {
    TrustedIssuer {
        tenant: "carbon.super".into(),
        name: "partner".into(),
        issuer: "https://partner.example".into(),
        audiences: Vec::new(),
        jwks: Some(folder.join("jwks.json")),
        certificate: None,
        local_users: false,
        roles_claim: "groups".into(),
        roles: BTreeMap::from([("staff".to_owned(), "Internal/subscriber".to_owned())]),
    }
}

async fn client(app: &App, name: &str, grants: &str) -> Client {
    let body = json!({"clientName": name, "owner": "admin", "grantType": grants});
    let answer = app.json(Method::POST, REGISTER, &basic("admin", PASSWORD), &body).await.expect(200);
    Client { id: answer.text("clientId"), secret: answer.text("clientSecret") }
}

async fn world(change: impl FnOnce(&mut TrustedIssuer)) -> World {
    let (key, jwks) = (key(), tempfile::tempdir().expect("a folder"));
    write_keys(jwks.path(), &[&key]);
    let mut trusted = issuer(jwks.path());
    change(&mut trusted);
    let app = App::with(Config { trusted_issuers: vec![trusted], ..Config::default() }).await;
    let client = client(&app, "c", &format!("{BEARER} {EXCHANGE} password refresh_token")).await;
    World { app, client, key, jwks }
}

fn claims(more: Value) -> Value {
    let mut claims = json!({"iss": "https://partner.example", "sub": "eve@carbon.super", "aud": US, "iat": NOW,
        "exp": NOW + 300, "groups": ["staff", "nobody"]});
    for (name, value) in more.as_object().expect("claims") {
        claims[name] = value.clone();
    }
    claims
}

impl World {
    fn signed(&self, more: Value) -> String {
        self.key.sign_claims("JWT", &claims(more)).expect("signed")
    }
    async fn bearer(&self, assertion: &str, scope: &str) -> Answer {
        let fields = [("grant_type", BEARER), ("assertion", assertion), ("scope", scope)];
        self.app.token(&self.client, &form(&fields)).await
    }
    async fn exchange(&self, token: &str, more: &[(&str, &str)]) -> Answer {
        let usual = [("grant_type", EXCHANGE), ("subject_token", token), ("subject_token_type", ACCESS)];
        let kept = usual.iter().filter(|(n, _)| !more.iter().any(|(m, _)| m == n));
        let fields: Vec<_> = kept.chain(more).copied().collect();
        self.app.token(&self.client, &form(&fields)).await
    }
}

#[tokio::test]
async fn an_assertion_of_a_trusted_issuer_brings_a_token_for_its_user() {
    let w = world(|_| {}).await;
    let answer = w.bearer(&w.signed(json!({})), "apim:subscribe apim:api_create openid").await.expect(200);
    let token = answer.text("access_token");
    assert_eq!(answer.text("scope"), "apim:subscribe", "by the roles that its roles stand for");
    assert!(answer.body.get("refresh_token").is_none() && answer.body.get("id_token").is_none());
    let said = part(&token, 1);
    assert_eq!((&said["sub"], &said["idp"]), (&json!("partner/eve@carbon.super"), &json!("partner")));
    assert_eq!(said["aut"], "FEDERATED_USER");
    assert!(!w.app.opens(&token).await, "the REST APIs are for users of ours");
    let seen = w.app.introspect(&token).await;
    assert_eq!((&seen["active"], &seen["sub"]), (&json!(true), &json!("partner/eve@carbon.super")));
    w.app.post("/oauth2/revoke", &w.client.basic(), &format!("token={token}")).await.expect(200);
    assert_eq!(w.app.introspect(&token).await, json!({"active": false}));
}

#[tokio::test]
async fn a_trusted_issuer_may_speak_for_users_of_ours() {
    let w = world(|t| t.local_users = true).await;
    w.app.user("carbon.super", "ann", &["Internal/creator"]).await;
    for sub in ["ann", "ann@carbon.super"] {
        let answer = w.bearer(&w.signed(json!({"sub": sub})), "apim:api_create").await.expect(200);
        assert_eq!(part(&answer.text("access_token"), 1)["sub"], "ann@carbon.super");
        assert_eq!(answer.text("scope"), "apim:api_create", "by their roles here");
        assert!(w.app.opens(&answer.text("access_token")).await);
    }
    for sub in ["bob", "", "ann@other.com"] {
        assert_eq!(
            w.bearer(&w.signed(json!({"sub": sub})), "").await.error(),
            (400, "invalid_grant"),
            "{sub}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_assertion_is_said() {
    let w = world(|_| {}).await;
    let stranger = key().sign_claims("JWT", &claims(json!({}))).expect("signed");
    let good = w.signed(json!({}));
    let tampered = format!("{}x.{}", &good[..good.rfind('.').expect("a dot")], "AAAA");
    for (assertion, text) in [
        (w.signed(json!({"iss": "https://other.example"})), "issuer name : https://other.example"),
        (w.signed(json!({"iss": "bad\u{7}\n"})), "issuer name : bad"),
        (w.signed(json!({"exp": NOW - 60, "iat": NOW - 300})), "is expired"),
        (w.signed(json!({"nbf": NOW + 600, "exp": NOW + 900})), "nbf"),
        (w.signed(json!({"exp": NOW + 90_000})), "longer than a day"),
        (w.signed(json!({"aud": "https://other.example"})), "audience"),
        (w.signed(json!({"sub": ""})), "subject"),
        (w.signed(json!({"sub": "a\u{0}b"})), "subject"),
        (w.signed(json!({"idp": "x"})), "yet another issuer"),
        (stranger, "Signature"),
        (tampered, ""),
        ("x".to_owned(), "not a signed"),
        ("a.b.c".to_owned(), "not a signed"),
        ("a".repeat(50_000), "not a signed"),
    ] {
        let answer = w.bearer(&assertion, "").await;
        assert_eq!(answer.error(), (400, "invalid_grant"), "{text}: {}", answer.body);
        assert!(answer.text("error_description").contains(text), "{text}: {}", answer.body);
    }
    assert_eq!(w.bearer("", "").await.error(), (400, "invalid_request"));
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", good.split('.').nth(1).expect("claims"));
    assert_eq!(w.bearer(&unsigned, "").await.error(), (400, "invalid_grant"));
}

#[tokio::test]
async fn an_assertion_with_an_id_is_good_once() {
    let w = world(|_| {}).await;
    let assertion = w.signed(json!({"jti": "1"}));
    w.bearer(&assertion, "").await.expect(200);
    let again = w.bearer(&assertion, "").await;
    assert_eq!(again.error(), (400, "invalid_grant"));
    assert!(again.text("error_description").contains("used before"));
    w.bearer(&w.signed(json!({"jti": "2"})), "").await.expect(200);
    w.app.forward(Duration::from_secs(400));
    w.app.control.purge_expired().await.expect("purged");
    assert_eq!(w.bearer(&assertion, "").await.error(), (400, "invalid_grant"), "expired by now");
}

#[tokio::test]
async fn keys_may_come_as_a_certificate_and_an_issuer_may_change_them() {
    let pair = rcgen::KeyPair::generate().expect("a key");
    let params = rcgen::CertificateParams::new(vec!["partner.example".to_owned()]).expect("names");
    let pem = params.self_signed(&pair).expect("a certificate").pem();
    let mut w = world(|t| {
        let path = t.jwks.take().expect("a path").with_file_name("partner.pem");
        std::fs::write(&path, pem).expect("written");
        t.certificate = Some(path);
    })
    .await;
    w.key = SigningKey::from_pkcs8(&pair.serialize_der(), SignatureAlgorithm::Es256).expect("a key");
    w.bearer(&w.signed(json!({})), "").await.expect(200);

    let mut w = world(|_| {}).await;
    w.bearer(&w.signed(json!({})), "").await.expect(200);
    w.key = key();
    write_keys(w.jwks.path(), &[&w.key]);
    w.app.forward(Duration::from_secs(10));
    w.bearer(&w.signed(json!({"exp": NOW + 300})), "").await.expect(200);
}

#[tokio::test]
async fn a_token_of_ours_is_exchanged_for_a_narrower_one_that_ends_with_it() {
    let w = world(|_| {}).await;
    let before = w.app.login(&w.client, "admin", "apim:api_create apim:api_view").await.expect(200);
    let token = before.text("access_token");
    w.app.forward(Duration::from_secs(86_000));
    let answer = w.exchange(&token, &[("scope", "apim:api_view")]).await.expect(200);
    assert_eq!(answer.text("issued_token_type"), ACCESS);
    assert_eq!(answer.text("scope"), "apim:api_view");
    assert_eq!(answer.body["expires_in"], 400);
    let said = part(&answer.text("access_token"), 1);
    assert_eq!((&said["sub"], &said["azp"]), (&json!("admin@carbon.super"), &json!(w.client.id)));
    let same = w.exchange(&token, &[]).await.expect(200);
    assert_eq!(same.text("scope"), "apim:api_create apim:api_view");

    let refusals: [(&[(&str, &str)], &str); 7] = [
        (&[("scope", "apim:api_publish")], "invalid_scope"),
        (&[("subject_token_type", "urn:x")], "invalid_request"),
        (&[("requested_token_type", "urn:x")], "invalid_request"),
        (&[("actor_token", "x")], "invalid_request"),
        (&[("audience", "elsewhere")], "invalid_target"),
        (&[("subject_token", "")], "invalid_request"),
        (&[("subject_token", "opaque")], "invalid_grant"),
    ];
    for (more, code) in refusals {
        assert_eq!(w.exchange(&token, more).await.error(), (400, code), "{more:?}");
    }
    let own = client(&w.app, "own", "client_credentials").await;
    let own = w.app.token(&own, "grant_type=client_credentials").await.expect(200).text("access_token");
    assert_eq!(w.exchange(&own, &[]).await.error(), (400, "invalid_grant"), "nobody's");
    let id_token = before.body.get("id_token").is_none();
    assert!(id_token);
    w.app.post("/oauth2/revoke", &w.client.basic(), &format!("token={token}")).await.expect(200);
    assert_eq!(w.exchange(&token, &[]).await.error(), (400, "invalid_grant"), "revoked");
}

#[tokio::test]
async fn a_trusted_issuers_token_is_exchanged_as_often_as_wanted() {
    let w = world(|_| {}).await;
    let theirs = w.signed(json!({"jti": "1", "exp": NOW + 100}));
    for _ in 0..2 {
        let answer = w.exchange(&theirs, &[("subject_token_type", JWT), ("scope", "apim:subscribe")]).await;
        let answer = answer.expect(200);
        assert_eq!(
            (answer.text("scope"), &answer.body["expires_in"]),
            ("apim:subscribe".into(), &json!(100))
        );
        assert_eq!(part(&answer.text("access_token"), 1)["sub"], "partner/eve@carbon.super");
        let again = w.exchange(&answer.text("access_token"), &[]).await;
        assert_eq!(again.error(), (400, "invalid_grant"), "not of a user of ours");
    }
    let stranger = key().sign_claims("JWT", &claims(json!({}))).expect("signed");
    assert_eq!(w.exchange(&stranger, &[]).await.error(), (400, "invalid_grant"));
}

#[tokio::test]
async fn grants_that_are_off_or_unknown_say_so() {
    let app = App::with(Config { disabled_grants: vec![EXCHANGE.to_owned()], ..Config::default() }).await;
    let client = client(&app, "c", &format!("{BEARER} {EXCHANGE}")).await;
    for (grant, text) in [
        (EXCHANGE, "Unsupported grant_type value"),
        ("urn:ietf:params:oauth:grant-type:saml2-bearer", "SAML 2.0 assertions are not supported"),
        ("urn:ietf:params:oauth:grant-type:uma-ticket", "Unsupported grant_type value"),
    ] {
        let answer = app.token(&client, &form(&[("grant_type", grant)])).await;
        assert_eq!(answer.error(), (400, "unsupported_grant_type"));
        assert!(answer.text("error_description").contains(text), "{}", answer.body);
    }
    let metadata = app.get("/.well-known/openid-configuration", "").await.expect(200);
    let grants = metadata.body["grant_types_supported"].as_array().expect("grants").clone();
    assert!(!grants.contains(&json!(EXCHANGE)) && grants.contains(&json!(BEARER)));
}

#[tokio::test]
async fn an_issuer_that_cannot_be_used_is_a_configuration_error() {
    let folder = tempfile::tempdir().expect("a folder");
    write_keys(folder.path(), &[&key()]);
    let secret = json!({"keys": [{"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2Vj", "alg": "HS256"}]});
    std::fs::write(folder.path().join("secret.json"), secret.to_string()).expect("written");
    let app = App::start().await;
    let build = |change: &dyn Fn(&mut TrustedIssuer)| {
        let mut trusted = issuer(folder.path());
        change(&mut trusted);
        let config = Config { trusted_issuers: vec![trusted], ..Config::default() };
        oauth::OAuth::build(app.control.clone(), config).err().map(|e| e.to_string()).unwrap_or_default()
    };
    assert_eq!(build(&|_| {}), "");
    for (change, text) in [
        ((|t| t.name.clear()) as fn(&mut TrustedIssuer), "name"),
        (|t| t.name = "a/b".into(), "name"),
        (|t| t.issuer.clear(), "issuer is missing"),
        (|t| t.tenant = "A B".into(), "tenant"),
        (|t| t.jwks = None, "either"),
        (|t| t.certificate = Some("x.pem".into()), "either"),
        (|t| t.jwks = Some("/no/such/file".into()), "/no/such/file"),
        (|t| t.jwks = t.jwks.take().map(|p| p.with_file_name("secret.json")), "public keys"),
    ] {
        assert!(build(&change).contains(text), "{text}: {}", build(&change));
    }
}
