//! Prints what checking one access token costs, in CPU microseconds of this process, with keys
//! parsed once as the gateway keeps them; and what refusing hostile ones costs.
//!
//! `cargo run --release -p turnpike-jose --example verify_cost` (Linux)

use std::hint::black_box;

use jose::{Claims, SignatureAlgorithm, SigningKey, VerificationKeys, base64url, verify_compact};
use serde_json::json;

const NOW: u64 = 1_700_000_000;
const ROUNDS: u32 = 5_000;
const BATCHES: u32 = 7;

fn main() {
    println!("{:<34} {:>10}", "one uncached access token", "CPU us");
    for algorithm in [SignatureAlgorithm::Rs256, SignatureAlgorithm::Es256, SignatureAlgorithm::EdDsa] {
        let key = SigningKey::generate(algorithm).expect("a key");
        let keys = VerificationKeys::single(key.verification_key().expect("a key"));
        let token = key.sign("at+jwt", claims().as_bytes()).expect("a token");
        let whole = cost(|| verify_compact(token.as_bytes(), &keys, NOW, 0).is_ok());
        println!("{:<34} {whole:>10.2}", format!("{algorithm}, {} bytes", token.len()));
    }

    let payload = claims();
    let reading = cost(|| Claims::parse(payload.as_bytes()).is_ok());
    println!("{:<34} {reading:>10.2}", format!("of that, {} bytes of claims", payload.len()));

    let key = SigningKey::generate(SignatureAlgorithm::Rs256).expect("a key");
    let keys = VerificationKeys::single(key.verification_key().expect("a key"));
    let other = SigningKey::generate(SignatureAlgorithm::Rs256).expect("a key").with_kid(key.kid());
    println!("\n{:<34} {:>10}", "one hostile token, refused", "CPU us");
    let many: Vec<String> = (0..1100).map(|i| format!("\"{i}\":0")).collect();
    let signed = |payload: String| key.sign("at+jwt", payload.as_bytes()).expect("a token");
    let headers = |header: String| format!("{}.e30.AA", base64url::encode(header));
    for (name, token) in [
        ("50 kB", "A".repeat(50_000)),
        ("signed by another key", other.sign("at+jwt", claims().as_bytes()).expect("a token")),
        ("header of 1,100 members", headers(format!("{{{}}}", many.join(",")))),
        ("header nested 6,000 deep", headers(format!("{{\"a\":{}", "[".repeat(6000)))),
        ("claims: 1,100, the last repeated", signed(format!("{{{},\"1099\":0}}", many.join(",")))),
        ("claims: 11 kB of escapes", signed(format!("{{\"exp\":\"{}\"}}", "\\u0041".repeat(1900)))),
    ] {
        assert!(verify_compact(token.as_bytes(), &keys, NOW, 0).is_err());
        let spent = cost(|| verify_compact(token.as_bytes(), &keys, NOW, 0).is_err());
        println!("{name:<34} {spent:>10.2}");
    }
}

/// Claims like those the key manager writes.
fn claims() -> String {
    json!({
        "sub": "6c7f5e9e-6c2a-4f0b-9f47-2a8ac0f3bd05", "aut": "APPLICATION",
        "aud": "Zr3xkYcX3rPZqgG9d1FJq8mYkJsa", "nbf": NOW - 10, "azp": "Zr3xkYcX3rPZqgG9d1FJq8mYkJsa",
        "scope": "default pets:read pets:write", "iss": "https://localhost:9443/oauth2/token",
        "exp": NOW + 3600, "iat": NOW - 10, "jti": "0190f5d2-8f3c-7e1a-b3a2-55d0c1b0a9ef",
        "client_id": "Zr3xkYcX3rPZqgG9d1FJq8mYkJsa", "keytype": "PRODUCTION",
        "realm": {"signing_tenant": "carbon.super", "tenant": "carbon.super"},
    })
    .to_string()
}

/// CPU microseconds per call, user and system: the least of several batches, since other work on
/// the machine can only add.
fn cost(mut work: impl FnMut() -> bool) -> f64 {
    let mut batch = || {
        let before = cpu_nanoseconds();
        for _ in 0..ROUNDS {
            black_box(work());
        }
        (cpu_nanoseconds() - before) as f64 / f64::from(ROUNDS) / 1000.0
    };
    (0..BATCHES).map(|_| batch()).fold(f64::INFINITY, f64::min)
}

fn cpu_nanoseconds() -> u64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").expect("Linux with scheduler statistics");
    let first = text.split_whitespace().next().expect("three numbers");
    first.parse().expect("nanoseconds on a CPU")
}
