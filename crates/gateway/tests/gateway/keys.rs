//! API keys and the test keys of publishers.

use model::api_key::{API_KEY, TEST_KEY};
use model::catalog::Kind;
use serde_json::{Value, json};

use crate::harness::tokens::{ISSUER, now};
use crate::harness::{Answer, ApiBuilder, BackEnd, Bench};

fn api_key(bench: &Bench, changes: &Value) -> String {
    let mut claims = json!({"azp": null, "client_id": null, "scope": null, "exp": null, "jti": "key-1",
        "token_type": "apiKey", "keytype": "PRODUCTION", "permittedIP": "", "permittedReferer": "",
        "application": {"uuid": "app", "name": "App", "owner": "bob", "tier": "Unlimited"}});
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    bench.tokens.typed(API_KEY, &claims)
}

fn test_key(bench: &Bench, api: &str, changes: &Value) -> String {
    let api = json!({"uuid": api, "name": api, "context": "/", "version": "1.0.0", "publisher": "admin"});
    let mut claims = json!({"iss": ISSUER, "azp": null, "scope": null, "jti": "test-1", "token_type": "InternalKey",
        "keytype": "PRODUCTION", "subscribedAPIs": [api]});
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    bench.tokens.typed(TEST_KEY, &claims)
}

async fn with(bench: &Bench, path: &str, header: &str, value: &str) -> Answer {
    bench.client().get(path).header(header, value).send().await
}

fn no_key_reached(back_end: &BackEnd) {
    let seen = format!("{:?}", back_end.seen());
    assert!(!seen.contains("eyJ"), "a key reached the back end: {seen}");
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

async fn bench(back_end: &BackEnd) -> Bench {
    let bench = Bench::start().await;
    let schemes = json!(["api_key", "oauth_basic_auth_api_key_mandatory"]);
    bench.deploy(ApiBuilder::new("/k/1", &back_end.url()).set("security_schemes", schemes)).await;
    bench.deploy(ApiBuilder::new("/o/1", &back_end.url())).await;
    bench
}

#[tokio::test]
async fn a_key_opens_what_its_application_is_subscribed_to() {
    let back_end = BackEnd::start("b").await;
    let bench = bench(&back_end).await;
    let key = api_key(&bench, &json!({}));
    assert_eq!(with(&bench, "/k/1/x", "ApiKey", &key).await.status, 200);
    assert_eq!(bench.client().get(&format!("/k/1/x?a=1&apikey={key}&b=2")).send().await.status, 200);
    no_key_reached(&back_end);
    assert_eq!(back_end.last().target, "/x?a=1&b=2");

    let none = bench.client().get("/k/1/x").send().await;
    assert_eq!(none.code(), refused(401, "900902"));
    assert_eq!(none.header("www-authenticate"), Some("API Key realm=\"WSO2 API Manager\""));
    assert!(none.text().contains("ApiKey : API_KEY"), "{}", none.text());
    let basic = with(&bench, "/k/1/x", "authorization", "Basic YTpi").await;
    assert_eq!(basic.code(), refused(401, "900902"));
    assert_eq!(bench.get("/k/1/x").await.code(), refused(401, "900902"), "no access token on an API of keys");
    assert_eq!(with(&bench, "/o/1/x", "apikey", &key).await.code(), refused(401, "900902"));
    for bad in [&bench.tokens.good(), "x", "a.b.c", &format!("{key}x"), &test_key(&bench, "k-1", &json!({}))]
    {
        assert_eq!(with(&bench, "/k/1/x", "apikey", bad).await.code(), refused(401, "900901"), "{bad}");
    }
    let as_token = with(&bench, "/o/1/x", "authorization", &format!("Bearer {key}")).await;
    assert_eq!(as_token.code(), refused(401, "900901"), "a key is no access token");
    let twice = bench.client().get("/k/1/x").header("apikey", &key).header("apikey", &key).send().await;
    assert_eq!(twice.code(), refused(401, "900901"));

    let stranger =
        json!({"application": {"uuid": "gone", "name": "", "owner": "", "tier": ""}, "jti": "key-2"});
    let stranger = api_key(&bench, &stranger);
    assert_eq!(with(&bench, "/k/1/x", "apikey", &stranger).await.code(), refused(401, "900901"));
    bench.remove(Kind::Subscription, "s-k-1").await;
    assert_eq!(with(&bench, "/k/1/x", "apikey", &key).await.code(), refused(403, "900908"));
    bench.remove(Kind::Application, "app").await;
    assert_eq!(with(&bench, "/k/1/x", "apikey", &key).await.code(), refused(401, "900901"));
}

#[tokio::test]
async fn keys_expire_and_are_revoked() {
    let back_end = BackEnd::start("b").await;
    let bench = bench(&back_end).await;
    let brief = api_key(&bench, &json!({"exp": now() + 100, "jti": "brief"}));
    let lasting = api_key(&bench, &json!({"jti": "lasting"}));
    for key in [&brief, &lasting] {
        assert_eq!(with(&bench, "/k/1/x", "apikey", key).await.status, 200);
    }
    bench.clock.forward(10_000_000);
    assert_eq!(with(&bench, "/k/1/x", "apikey", &brief).await.code(), refused(401, "900901"));
    assert_eq!(with(&bench, "/k/1/x", "apikey", &lasting).await.status, 200);
    bench.put(Kind::RevokedToken, "lasting", &json!({"expires_at": i64::MAX})).await;
    assert_eq!(with(&bench, "/k/1/x", "apikey", &lasting).await.code(), refused(401, "900901"));
}

#[tokio::test]
async fn a_key_is_good_from_its_addresses_and_pages_only() {
    let back_end = BackEnd::start("b").await;
    let bench = bench(&back_end).await;
    for (ranges, status) in [
        ("127.0.0.1", 200),
        ("10.0.0.0/8, 127.0.0.0/8", 200),
        ("10.0.0.0/8", 403),
        ("::1", 403),
        ("nonsense", 401),
    ] {
        let key = api_key(&bench, &json!({"permittedIP": ranges}));
        let answer = with(&bench, "/k/1/x", "apikey", &key).await;
        assert_eq!(answer.status, status, "{ranges}");
        if status == 403 {
            assert_eq!(answer.code(), refused(403, "900908"));
        }
    }
    let key = api_key(&bench, &json!({"permittedReferer": "shop.example/*,https://*.shop.example/*"}));
    for (referer, status) in [
        ("shop.example/cart", 200),
        ("https://www.shop.example/", 200),
        ("https://shop.example.evil/", 403),
        ("", 403),
    ] {
        let answer =
            bench.client().get("/k/1/x").header("apikey", &key).header("referer", referer).send().await;
        assert_eq!(answer.status, status, "{referer}");
    }
    assert_eq!(with(&bench, "/k/1/x", "apikey", &key).await.status, 403, "no page at all");
}

#[tokio::test]
async fn an_api_names_the_header_and_may_take_tokens_too() {
    let back_end = BackEnd::start("b").await;
    let bench = bench(&back_end).await;
    let both = ApiBuilder::new("/h/1", &back_end.url())
        .set("security_schemes", json!(["oauth2", "api_key"]))
        .set("api_key_header", json!("X-Shop-Key"))
        .set("sandbox", Value::Null);
    bench.deploy(both).await;
    let key = api_key(&bench, &json!({}));
    assert_eq!(with(&bench, "/h/1/x", "x-shop-key", &key).await.status, 200);
    assert_eq!(
        with(&bench, "/h/1/x", "apikey", &key).await.code(),
        refused(401, "900901"),
        "in the wrong place"
    );
    assert_eq!(bench.client().get(&format!("/h/1/x?X-Shop-Key={key}")).send().await.status, 200);
    assert_eq!(bench.get("/h/1/x").await.status, 200);
    let sandbox = api_key(&bench, &json!({"keytype": "SANDBOX"}));
    assert_eq!(with(&bench, "/h/1/x", "x-shop-key", &sandbox).await.code(), refused(403, "900901"));
}

#[tokio::test]
async fn a_test_key_opens_its_api_before_and_after_it_is_published() {
    let back_end = BackEnd::start("b").await;
    let bench = bench(&back_end).await;
    let api = |state: &str| {
        ApiBuilder::new("/new/1", &back_end.url())
            .set("state", json!(state))
            .set("default_context", json!("/new"))
            .set(
                "operations",
                json!([{"verb": "GET", "target": "/*", "scopes": ["x"]},
                {"verb": "GET", "target": "/open", "open": true}]),
            )
    };
    bench.put(Kind::Api, "new-1.Default", &api("CREATED").document()).await;
    let key = test_key(&bench, "new-1", &json!({}));
    assert_eq!(with(&bench, "/new/1/x", "Internal-Key", &key).await.status, 200);
    assert_eq!(with(&bench, "/new/x", "Internal-Key", &key).await.status, 404, "not the default version yet");
    no_key_reached(&back_end);
    // To all others it is not there.
    for path in ["/new/1/x", "/new/1/open"] {
        assert_eq!(bench.get(path).await.status, 404);
        assert_eq!(bench.client().get(path).send().await.status, 404);
        assert_eq!(with(&bench, path, "Internal-Key", "x").await.code(), refused(401, "900901"));
    }
    let other = test_key(&bench, "k-1", &json!({"jti": "test-2"}));
    assert_eq!(with(&bench, "/new/1/x", "Internal-Key", &other).await.code(), refused(403, "900908"));
    bench.put(Kind::Api, "new-1.Default", &api("PUBLISHED").document()).await;
    assert_eq!(with(&bench, "/new/1/x", "Internal-Key", &key).await.status, 200);
    bench.clock.forward(4_000);
    assert_eq!(with(&bench, "/new/1/x", "Internal-Key", &key).await.code(), refused(401, "900901"));
}
