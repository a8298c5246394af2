//! Browsers' cross-origin requests.

use http::Response;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::harness::{Answer, ApiBuilder, BackEnd, Bench};

async fn bench(cors: Value) -> (Bench, BackEnd) {
    let back_end = BackEnd::answering(|seen| {
        let own = Response::builder().header("access-control-allow-origin", "https://from.the.back.end");
        own.body(Full::from(seen.method.clone())).unwrap()
    })
    .await;
    let bench = Bench::start().await;
    let operations =
        [("GET", "/x/{id}"), ("PUT", "/x/{id}"), ("POST", "/x/new"), ("OPTIONS", "/own"), ("GET", "/own")];
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url()).operations(&operations).set("cors", cors)).await;
    (bench, back_end)
}

fn cors(origins: &[&str], credentials: bool) -> Value {
    json!({
        "corsConfigurationEnabled": true, "accessControlAllowOrigins": origins,
        "accessControlAllowCredentials": credentials, "accessControlAllowHeaders": ["Authorization", "X-Y"],
        "accessControlAllowMethods": ["GET", "PUT", "POST", "DELETE", "OPTIONS"],
    })
}

async fn preflight(bench: &Bench, path: &str, origin: &str) -> Answer {
    let call = bench.client().call("OPTIONS", path).header("origin", origin);
    call.header("access-control-request-method", "GET").send().await
}

#[tokio::test]
async fn a_preflight_is_answered_without_credentials() {
    let (bench, back_end) = bench(cors(&["*"], false)).await;
    let answer = preflight(&bench, "/a/1/x/7", "https://shop.example").await;
    assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (200, Some("*")));
    assert_eq!(answer.header("access-control-allow-methods"), Some("GET,PUT"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("Authorization,X-Y"));
    let literal = preflight(&bench, "/a/1/x/new", "https://shop.example").await;
    assert_eq!(literal.header("access-control-allow-methods"), Some("POST"));
    assert_eq!(preflight(&bench, "/a/1/none", "https://shop.example").await.status, 404);
    assert!(back_end.seen().is_empty());
    // Not a preflight: the API's own OPTIONS, with a credential like every other.
    assert_eq!(bench.client().call("OPTIONS", "/a/1/own").send().await.status, 401);
}

#[tokio::test]
async fn answers_carry_what_lets_the_origin_read_them() {
    let (bench, _) = bench(cors(&["https://shop.example"], true)).await;
    let get = |origin: &'static str| {
        let call = bench.client().get("/a/1/x/7").bearer(&bench.tokens.good()).header("origin", origin);
        call.send()
    };
    let answer = get("https://shop.example").await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://shop.example"));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    assert_eq!(
        (answer.header("access-control-allow-methods"), answer.header("vary")),
        (None, Some("Origin"))
    );
    let other = get("https://evil.example").await;
    assert_eq!((other.status.as_u16(), other.header("access-control-allow-origin")), (200, None));
    assert_eq!(
        preflight(&bench, "/a/1/x/7", "https://evil.example").await.header("access-control-allow-origin"),
        None
    );
    // A refusal can be read by the page too.
    let refused = bench.client().get("/a/1/x/7").header("origin", "https://shop.example").send().await;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.header("access-control-allow-origin"), Some("https://shop.example"));
}

#[tokio::test]
async fn switched_off_it_is_the_back_ends_matter() {
    let (bench, _) = bench(json!({"corsConfigurationEnabled": false})).await;
    let own = bench.client().call("OPTIONS", "/a/1/own").bearer(&bench.tokens.good()).send().await;
    assert_eq!(own.text(), "OPTIONS");
    assert_eq!(own.header("access-control-allow-origin"), Some("https://from.the.back.end"));
}
