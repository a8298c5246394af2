//! What back ends are told about callers.

use std::os::unix::fs::PermissionsExt as _;

use gateway::config::BackendJwt;
use jose::{JwkSet, VerificationKeys, verify_compact};
use model::catalog::Kind;
use serde_json::{Value, json};

use crate::harness::tokens::now;
use crate::harness::{ApiBuilder, BackEnd, Bench};

const HEADER: &str = "x-jwt-assertion";

struct World {
    bench: Bench,
    back_end: BackEnd,
    folder: tempfile::TempDir,
}

async fn world(change: impl FnOnce(&mut BackendJwt)) -> World {
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = BackendJwt { key: folder.path().join("key.pem"), ..BackendJwt::default() };
    change(&mut settings);
    let back_end = BackEnd::start("b").await;
    let bench = Bench::with(|config| config.backend_jwt = Some(settings)).await;
    let operations =
        json!([{"verb": "GET", "target": "/*"}, {"verb": "GET", "target": "/open", "open": true}]);
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url()).set("operations", operations)).await;
    World { bench, back_end, folder }
}

impl World {
    fn last(&self) -> Option<String> {
        let seen = self.back_end.seen();
        let values: Vec<_> = seen.last().expect("a call").headers.get_all(HEADER).iter().cloned().collect();
        assert!(values.len() <= 1, "said twice");
        values.first().map(|v| v.to_str().expect("text").to_owned())
    }

    /// The claims of the last call's token, checked with the keys that the gateway publishes.
    async fn told(&self) -> Value {
        let keys = self.bench.client().get("/jwks").send().await;
        assert_eq!(keys.status, 200);
        assert!(!keys.text().contains("\"d\""), "no private half");
        let set = JwkSet::parse(keys.text().as_bytes()).expect("a key set");
        let (keys, _) = VerificationKeys::from_jwk_set(&set).expect("keys");
        let token = self.last().expect("a token");
        let now = u64::try_from(now()).expect("a time");
        let verified = verify_compact(token.as_bytes(), &keys, now, 5).expect("a good token");
        assert_eq!(verified.header.alg.name(), "RS256");
        serde_json::from_slice(&verified.payload).expect("claims")
    }
}

fn claim(name: &str) -> String {
    format!("http://wso2.org/claims/{name}")
}

#[tokio::test]
async fn a_back_end_learns_who_calls_by_which_application_and_plan() {
    let w = world(|_| {}).await;
    let application = json!({"application_id": "app", "name": "App", "owner": "bob", "policy": "10PerMin",
        "attributes": {"Team": "blue", "Empty": ""}});
    w.bench.put(Kind::Application, "app", &application).await;
    let token = w.bench.tokens.with(&json!({"sub": "ann.lee@carbon.super", "team": {"a": 1}}));
    assert_eq!(w.bench.client().get("/a/1/x").bearer(&token).send().await.status, 200);
    let told = w.told().await;
    for (name, value) in [
        ("apiname", json!("a")),
        ("apicontext", json!("/a/1")),
        ("subscriber", json!("bob")),
        ("applicationname", json!("App")),
        ("applicationid", json!("app")),
        ("applicationtier", json!("10PerMin")),
        ("applicationAttributes", json!({"Team": "blue", "Empty": ""})),
        ("tier", json!("Unlimited")),
        ("keytype", json!("PRODUCTION")),
        ("usertype", json!("Application_User")),
        ("enduser", json!("ann.lee@carbon.super")),
        ("enduserTenantId", json!("-1234")),
    ] {
        if name == "apiname" {
            assert!(told[claim(name)].is_string());
        } else {
            assert_eq!(told[claim(name)], value, "{name}");
        }
    }
    assert_eq!(
        (&told["iss"], &told["sub"]),
        (&json!("wso2.org/products/am"), &json!("ann.lee@carbon.super"))
    );
    assert_eq!(told["team"], json!({"a": 1}), "what else the access token says");
    assert!(told.get("azp").is_none() && told.get("scope").is_none());
    assert_eq!(told["exp"].as_i64().expect("exp") - told["iat"].as_i64().expect("iat"), 900);
    let mode = std::fs::metadata(w.folder.path().join("key.pem")).expect("a key").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn it_is_made_once_for_a_token_until_something_changes() {
    let w = world(|_| {}).await;
    let token = w.bench.tokens.good();
    let call = async || {
        assert_eq!(w.bench.client().get("/a/1/x").bearer(&token).send().await.status, 200);
        w.last().expect("a token")
    };
    let first = call().await;
    assert_eq!(call().await, first);
    w.bench.put(Kind::RevokedToken, "another", &json!({"expires_at": now() + 60})).await;
    assert_eq!(call().await, first, "of no matter to it");
    let application = json!({"application_id": "app", "name": "New", "owner": "bob", "policy": "Unlimited"});
    w.bench.put(Kind::Application, "app", &application).await;
    let second = call().await;
    assert_ne!(second, first);
    assert_eq!(w.told().await[claim("applicationname")], "New");
}

#[tokio::test]
async fn a_client_cannot_say_it_itself() {
    let w = world(|_| {}).await;
    let open = w.bench.client().get("/a/1/open").header(HEADER, "mine").send().await;
    assert_eq!((open.status.as_u16(), w.last()), (200, None));
    let good = w.bench.client().get("/a/1/x").bearer(&w.bench.tokens.good()).header(HEADER, "mine");
    assert_eq!(good.send().await.status, 200);
    assert!(w.last().is_some_and(|value| value != "mine"));
}

#[tokio::test]
async fn settings_name_header_dialect_and_what_is_left_out() {
    let w = world(|s| {
        s.exclude = vec!["subscriber".into(), "http://example.com/c/tier".into(), "team".into()];
        "http://example.com/c".clone_into(&mut s.dialect);
        "https://gw.example".clone_into(&mut s.issuer);
    })
    .await;
    let token = w.bench.tokens.with(&json!({"team": "x", "iss2": "y"}));
    w.bench.client().get("/a/1/x").bearer(&token).send().await;
    let told = w.told().await;
    assert_eq!((&told["iss"], &told["iss2"]), (&json!("https://gw.example"), &json!("y")));
    for name in ["http://example.com/c/subscriber", "http://example.com/c/tier", "team"] {
        assert!(told.get(name).is_none(), "{name}");
    }
    assert_eq!(told["http://example.com/c/applicationname"], "App");
}

#[tokio::test]
async fn without_it_nothing_is_said_and_there_are_no_keys() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url())).await;
    assert_eq!(bench.get("/a/1/x").await.status, 200);
    assert!(!back_end.seen()[0].headers.contains_key(HEADER));
    assert_eq!(bench.client().get("/jwks").send().await.status, 404);
}

#[tokio::test]
async fn a_shared_key_that_is_not_there_or_no_key_stops_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let bad = folder.path().join("bad.pem");
    std::fs::write(&bad, "x").expect("written");
    for (key, text) in [(folder.path().join("none.pem"), "none.pem"), (bad, "is not a private key")] {
        let clock = std::sync::Arc::new(crate::harness::TestClock::default());
        let settings = BackendJwt { key, shared: true, ..BackendJwt::default() };
        let config = gateway::Config { backend_jwt: Some(settings), ..gateway::Config::default() };
        let hub = crate::harness::empty_hub(&clock);
        let ambient = crate::harness::ambient::ambient(clock);
        let error = gateway::build(config, hub, ambient, None).err().expect("refused").to_string();
        assert!(error.contains(text), "{error}");
    }
}
