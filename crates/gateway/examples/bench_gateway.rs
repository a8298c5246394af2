//! A gateway alone for benchmarks: `bench_gateway [apis=N] [backend=URL] [listen=ADDRESS] [workers=N] [tokens=N]
//! [log=FILE] [analytics=on] [quotas=on]`.
//!
//! It deploys N APIs at `/api<i>/1.0.0`, each with `GET /managed` (token, subscription, scope) and `GET /open`, prints
//! `listening <address>`, then one line `token <jwt>` per token, then `ready`. More than one token with
//! `cache=off` makes every call check a signature. It ends when its standard input does.

use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use hub::{MemoryHub, SharedHub};
use jose::{RsaSize, SignatureAlgorithm, SigningKey};
use model::catalog::{Document, Key, Kind};
use model::{Ambient, Clock, Random, Timestamp};
use serde_json::{Value, json};

const TENANT: &str = "carbon.super";
const ISSUER: &str = "https://localhost:9443/oauth2/token";

struct System(Instant);

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "a program's entry point")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Timestamp(since.as_micros() as i64)
    }
    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }
}

impl Random for System {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the system gives randomness");
    }
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::disallowed_methods, reason = "a program's entry point")]
async fn main() {
    let given: HashMap<String, String> = std::env::args()
        .skip(1)
        .filter_map(|a| a.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())))
        .collect();
    let text = |name: &str, default: &str| given.get(name).map_or(default, String::as_str).to_owned();
    let number = |name: &str, default: usize| given.get(name).and_then(|v| v.parse().ok()).unwrap_or(default);
    let on = |name: &str| text(name, "off") == "on";

    let system = Arc::new(System(Instant::now()));
    let ambient = Ambient::new(system.clone(), system.clone());
    let hub: SharedHub = Arc::new(MemoryHub::new(system.clone()));
    let key = SigningKey::generate_rsa(SignatureAlgorithm::Rs256, RsaSize::Bits2048).expect("a key");
    let config = gateway::Config {
        http: vec![text("listen", "127.0.0.1:8280").parse().expect("listen is an address")],
        https: Vec::new(),
        workers: number("workers", 1),
        access_log: given.contains_key("log"),
        access_log_file: given.get("log").map(Into::into),
        analytics: on("analytics"),
        token_cache: if text("cache", "on") == "off" { 0 } else { gateway::Config::default().token_cache },
        ..gateway::Config::default()
    };
    let documents =
        documents(number("apis", 1), &text("backend", "http://127.0.0.1:8081"), &key, on("quotas"));
    hub.put(documents).await.expect("the hub takes documents");
    let started = Instant::now();
    let running =
        gateway::build(config, hub, ambient, None).and_then(gateway::Gateway::start).expect("a gateway");
    println!("listening {}", running.http()[0]);
    while !running.ready() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    eprintln!("ready after {} ms with {} APIs", started.elapsed().as_millis(), running.health().apis);
    let now = system.now().secs();
    for i in 0..number("tokens", 1) {
        let claims = json!({
            "iss": ISSUER, "sub": "bench", "azp": "bench-key", "aud": "bench-key", "scope": "default read",
            "iat": now, "exp": now + 86_400, "jti": format!("bench-{i}"),
        });
        println!("token {}", key.sign_claims("at+jwt", &claims).expect("a token"));
    }
    println!("ready");
    let wait = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    drop(wait.await);
    eprintln!("{:?}", running.metrics());
    running.shutdown(Duration::from_secs(2)).await;
}

fn documents(apis: usize, back_end: &str, key: &SigningKey, quotas: bool) -> Vec<Document> {
    let policy = if quotas { "Plenty" } else { "Unlimited" };
    let jwk = key.public_jwk().and_then(|k| k.to_public_json()).expect("a public key");
    let mut all = vec![
        (
            Kind::KeyManager,
            "resident".to_owned(),
            json!({
                "name": "Resident Key Manager", "issuer": ISSUER, "enabled": true, "jwks": {"keys": [jwk]},
                "consumer_key_claim": "azp", "scopes_claim": "scope",
            }),
        ),
        (
            Kind::Application,
            "app".to_owned(),
            json!({
                "application_id": "app", "name": "Bench", "owner": "bench", "policy": policy,
            }),
        ),
        (
            Kind::KeyMapping,
            "mapping".to_owned(),
            json!({
                "application_id": "app", "consumer_key": "bench-key", "key_type": "PRODUCTION",
                "key_manager": "Resident Key Manager",
            }),
        ),
        (Kind::Tenant, TENANT.to_owned(), json!({"domain": TENANT, "active": true})),
    ];
    for level in ["advanced", "subscription", "application"] {
        let limit = json!({"measure": "requests", "amount": 1_000_000_000_000u64, "every": 1, "unit": "day"});
        all.push((
            Kind::Policy,
            format!("{level}.Plenty"),
            json!({"level": level, "name": "Plenty", "limit": limit}),
        ));
    }
    for i in 0..apis {
        all.push((Kind::Subscription, format!("s{i}"), json!({
            "subscription_id": format!("s{i}"), "api_id": format!("api{i}"), "application_id": "app", "policy": policy,
            "state": "UNBLOCKED",
        })));
        all.push((Kind::Api, format!("api{i}.Default"), api(i, back_end, quotas.then_some(policy))));
    }
    let document = |(n, (kind, id, body)): (usize, (Kind, String, Value))| Document {
        key: Key { kind, tenant: TENANT.to_owned(), id },
        environments: Vec::new(),
        version: n as u64 + 1,
        body: Some(body),
    };
    all.into_iter().enumerate().map(document).collect()
}

fn api(i: usize, back_end: &str, policy: Option<&str>) -> Value {
    json!({
        "api_id": format!("api{i}"), "name": format!("Api{i}"), "version": "1.0.0",
        "context": format!("/api{i}/1.0.0"), "provider": "admin", "revision_id": "r1", "revision_number": 1,
        "environment": "Default", "environment_type": "hybrid", "vhost": "localhost", "state": "PUBLISHED",
        "type": "HTTP", "transports": ["http", "https"], "security_schemes": ["oauth2"], "cors": {},
        "production": {"mode": "single", "urls": [back_end]}, "plans": ["Plenty"], "key_managers": ["all"],
        "operations": [
            {"verb": "GET", "target": "/managed", "scopes": ["read"], "policy": policy},
            {"verb": "GET", "target": "/open", "open": true},
            {"verb": "GET", "target": "/order/{id}"}, {"verb": "POST", "target": "/order"}, {"verb": "GET", "target": "/*"},
        ],
    })
}
