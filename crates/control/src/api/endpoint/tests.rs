use std::sync::Arc;

use model::Random;
use model::api::ApiConfiguration;
use model::catalog::EndpointMode;
use serde_json::{Value, json};

use super::*;

struct Counting(std::sync::atomic::AtomicU8);
impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for b in bytes {
            *b = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    }
}

fn sealer() -> Sealer {
    Sealer::new(&[7; 32], Arc::new(Counting(0.into()))).expect("a key of 32 bytes")
}

fn api(config: Value) -> ApiConfiguration {
    ApiConfiguration { endpoint_config: Some(config), ..Default::default() }
}

fn with_password(password: &str) -> ApiConfiguration {
    api(json!({
        "endpoint_type": "http",
        "production_endpoints": {"url": "http://back.end/v1", "config": {"actionDuration": "5000"}},
        "endpoint_security": {"production": {
            "enabled": true, "type": "basic", "username": "u", "password": password}}
    }))
}

fn password(api: &ApiConfiguration) -> &str {
    api.endpoint_config
        .as_ref()
        .and_then(|c| c["endpoint_security"]["production"]["password"].as_str())
        .unwrap_or("?")
}

#[test]
fn a_secret_is_sealed_kept_when_empty_and_never_shown() {
    let mut first = with_password("secret");
    seal(&mut first, None, &sealer()).expect("sealed");
    assert_eq!(sealer().open(PURPOSE, password(&first)).expect("opens"), b"secret");

    let mut second = with_password("");
    seal(&mut second, Some(&first), &sealer()).expect("sealed");
    assert_eq!(password(&second), password(&first));

    redact(&mut second);
    assert_eq!(password(&second), "");
}

#[test]
fn gateways_get_urls_mode_time_limit_and_sealed_credential() {
    let mut one = with_password("secret");
    seal(&mut one, None, &sealer()).expect("sealed");
    let endpoints = of_side(one.endpoint_config.as_ref(), "production").expect("production");
    assert_eq!((endpoints.mode, endpoints.timeout_ms), (EndpointMode::Single, Some(5_000)));
    let security = endpoints.security.expect("a credential");
    assert_eq!((security.kind.as_str(), security.username.as_str()), ("BASIC", "u"));
    assert!(security.sealed_secret.starts_with("s1."));
    assert_eq!(of_side(one.endpoint_config.as_ref(), "sandbox"), None);

    let many = api(json!({"endpoint_type": "load_balance",
        "production_endpoints": [{"url": "http://a"}, {"url": "http://b"}]}));
    let endpoints = of_side(many.endpoint_config.as_ref(), "production").expect("production");
    assert_eq!((endpoints.mode, endpoints.urls.len()), (EndpointMode::RoundRobin, 2));

    let fail = api(json!({"endpoint_type": "failover", "sandbox_endpoints": {"url": "http://a"},
        "sandbox_failovers": [{"url": "http://b"}]}));
    let endpoints = of_side(fail.endpoint_config.as_ref(), "sandbox").expect("sandbox");
    assert_eq!(endpoints.urls, ["http://a", "http://b"]);
    assert_eq!(of_side(Some(&json!({"endpoint_type": "default"})), "production"), None);
}

#[test]
fn what_is_wrong_is_named() {
    for (config, field) in [
        (json!("text"), "endpointConfig"),
        (json!({}), "endpointConfig.endpoint_type"),
        (
            json!({"endpoint_type": "http", "production_endpoints": {"url": "ftp://x"}}),
            "endpointConfig.production_endpoints.url",
        ),
        (
            json!({"endpoint_type": "http", "sandbox_endpoints": {"url": "http://"}}),
            "endpointConfig.sandbox_endpoints.url",
        ),
        (
            json!({"endpoint_type": "http", "production_endpoints": {"url": "http://u:p@x"}}),
            "endpointConfig.production_endpoints.url",
        ),
        (
            json!({"endpoint_type": "load_balance", "production_endpoints": [{"url": "http://a"}, {"url": "b"}]}),
            "endpointConfig.production_endpoints[1].url",
        ),
    ] {
        let mut bad = Vec::new();
        problems(&api(config), &mut bad);
        assert_eq!(bad.iter().map(|b| b.field.as_str()).collect::<Vec<_>>(), [field]);
    }
}
