//! What a client-credentials token costs, in CPU microseconds of this process:
//! `cargo run --release -p turnpike-oauth --example token_cost`.
//!
//! Requests go through the router to a real database file; the network and TLS are left out.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use control::seal::Sealer;
use control::{Control, KeyManagerConnector as _};
use model::key::ClientRequest;
use model::tenant::TenantDomain;
use model::{Ambient, Clock, Random, Timestamp};
use oauth::{Config, OAuth, ResidentConnector};
use store::{Store, StoreConfig};
use tower::ServiceExt as _;

struct SystemClock(Instant);

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_700_000_000).plus(self.0.elapsed())
    }
    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the system has random bytes");
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::open(&StoreConfig::Sqlite(dir.path().join("t.db"))).await.expect("a database");
    #[expect(clippy::disallowed_methods, reason = "a measurement starts the clock itself")]
    let clock = Arc::new(SystemClock(Instant::now()));
    let ambient = Ambient::new(clock.clone(), Arc::new(SystemRandom));
    let sealer = Sealer::new(&[7; Sealer::KEY_LEN], ambient.random.clone()).expect("a sealer");
    let hub = Arc::new(hub::MemoryHub::new(clock));
    let control = Control::build(control::Config::default(), store, hub, ambient, sealer);
    control.bootstrap("admin", "password").await.expect("bootstrapped");
    let oauth = OAuth::build(control.clone(), Config::default()).expect("a configuration");
    let request = ClientRequest {
        client_name: "bench".into(),
        owner: "admin".into(),
        grant_types: vec!["client_credentials".into()],
        ..ClientRequest::default()
    };
    let connector = ResidentConnector::new(oauth.clone());
    let client = connector.register(&TenantDomain::super_tenant(), request).await.expect("a client");
    let pair = format!("{}:{}", client.client_id, client.client_secret.expect("a secret"));
    let basic = format!("Basic {}", STANDARD.encode(pair));
    let router = oauth::router(oauth);
    let once = |form: &'static str| {
        let request = Request::post("/oauth2/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::AUTHORIZATION, &basic)
            .body(Body::from(form))
            .expect("a request");
        let router = router.clone();
        async move {
            let response = router.oneshot(request).await.expect("infallible");
            assert_eq!(response.status(), 200);
            to_bytes(response.into_body(), 1 << 20).await.expect("a body")
        }
    };
    for (name, form) in [
        ("no scope", "grant_type=client_credentials"),
        ("two scopes", "grant_type=client_credentials&scope=apim:api_view+orders:read"),
    ] {
        once(form).await;
        let (n, before) = (4_000u32, cpu_micros());
        for _ in 0..n {
            once(form).await;
        }
        println!("token, {name}: {:.0} us", (cpu_micros() - before) / f64::from(n));
    }
    let tenant = TenantDomain::super_tenant();
    let (n, before) = (4_000u32, cpu_micros());
    for _ in 0..n {
        control
            .sign(&tenant, "at+jwt", &serde_json::json!({"sub": "x"}), 1_700_000_060)
            .await
            .expect("signed");
    }
    println!("of which the signature: {:.0} us", (cpu_micros() - before) / f64::from(n));
    let token = once("grant_type=client_credentials&scope=apim:api_view").await;
    let token: serde_json::Value = serde_json::from_slice(&token).expect("JSON");
    let token = token["access_token"].as_str().expect("a token");
    let (n, before) = (4_000u32, cpu_micros());
    for _ in 0..n {
        control.authenticate_bearer(token).await.expect("a caller");
    }
    println!("a token presented to the REST APIs: {:.0} us", (cpu_micros() - before) / f64::from(n));
}

/// User and system time of all threads, from `/proc/self/stat` (proc(5); 100 ticks per second).
fn cpu_micros() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let after = stat.rsplit_once(") ").expect("a name in parentheses").1;
    let fields: Vec<&str> = after.split(' ').collect();
    let ticks = |n: usize| fields[n].parse::<f64>().expect("a number");
    (ticks(11) + ticks(12)) * 10_000.0
}
