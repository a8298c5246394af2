//! Bodies that nobody means well: each is answered 4xx, naming what was wrong.

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use super::{at, make, maker, pizza};
use crate::app::App;

#[tokio::test]
async fn a_bad_api_is_refused_and_its_field_named() {
    let app = App::start().await;
    let user = maker(&app).await;
    let with = |member: &str, value: Value| {
        let mut body = pizza();
        body[member] = value;
        (member.to_owned(), body)
    };
    let cases = [
        with("name", json!(" ")),
        with("name", json!("a/b")),
        with("name", json!(7)),
        with("context", json!("/")),
        with("context", json!("")),
        with("context", json!("/a`b")),
        with("context", json!("/t/other.com/a")),
        with("context", json!("/{version}/{version}")),
        with("version", json!("")),
        with("version", json!("1/2")),
        with("policies", json!("Gold")),
        with("policies", json!([1])),
        with("operations", json!({"target": "/"})),
        with("operations", json!([{"target": "menu", "verb": "GET"}])),
        with("operations", json!([{"target": "/menu", "verb": "EAT"}])),
        with("operations", json!([{"target": "/a", "verb": "GET"}, {"target": "/a", "verb": "get"}])),
        with("operations", json!([{"target": "/a", "verb": "GET", "authType": "Maybe"}])),
        with("operations", Value::Array(vec![json!({"target": "/a", "verb": "GET"}); 2_001])),
        with("endpointConfig", json!("http://x")),
        with(
            "endpointConfig",
            json!({"endpoint_type": "http", "production_endpoints": {"url": "file:///etc"}}),
        ),
        with("transport", json!(["gopher"])),
        with("visibility", json!("SECRET")),
        with("accessControl", json!("SOME")),
        with("additionalProperties", json!([{"name": "two words", "value": "x"}])),
        with("keyManagers", json!("all")),
        with("cacheTimeout", json!("long")),
        with("type", json!("TEAPOT")),
    ];
    for (member, body) in cases {
        let refused = user.post(&at("/apis"), &body).await.expect(400);
        let told = refused["description"].as_str().unwrap_or_default();
        assert!(told.contains(&member), "{member}: {told}");
    }
    user.post(&at("/apis"), &with("type", json!("GRAPHQL")).1).await.expect(501);
    assert_eq!(user.get(&at("/apis")).await.expect(200)["count"], 0);
}

#[tokio::test]
async fn bytes_that_are_no_api_are_refused() {
    let app = App::start().await;
    let user = maker(&app).await;
    let id = make(&user, &pizza()).await;
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies: [(&[u8], u16); 7] = [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b"{\"name\": \"x\"} {}", 400),
        (deep.as_bytes(), 400),
    ];
    let one = at(&format!("/apis/{id}"));
    for (body, status) in bodies {
        for (method, path) in [(Method::POST, at("/apis")), (Method::PUT, one.clone())] {
            let answer =
                user.raw(method, &path, Some("application/json"), &[], Bytes::copy_from_slice(body)).await;
            assert_eq!(answer.status, status, "{:?}", String::from_utf8_lossy(&body[..body.len().min(20)]));
        }
    }
    let large = Bytes::from(vec![b' '; 1024 * 1024 + 1]);
    assert_eq!(user.raw(Method::POST, &at("/apis"), Some("application/json"), &[], large).await.status, 413);
    let text = user.raw(Method::POST, &at("/apis"), Some("text/plain"), &[], Bytes::from("x")).await;
    assert_eq!(text.status, 415);
}
