//! What passes between client and back end, and what happens when one of them fails.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::{ApiBuilder, BackEnd, Bench, back_end};

#[tokio::test]
async fn headers_of_a_hop_stay_and_ours_are_added() {
    let back_end = BackEnd::answering(|_| {
        Response::builder()
            .header("connection", "x-private")
            .header("x-private", "1")
            .header("x-public", "2")
            .header("location", "/elsewhere")
            .status(302)
            .body(Full::default())
            .unwrap()
    })
    .await;
    let bench = Bench::start().await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url())).await;
    let answer = bench
        .client()
        .get("/a/1/x")
        .bearer(&bench.tokens.good())
        .header("connection", "keep-alive, x-hop, host")
        .header("x-hop", "1")
        .header("te", "trailers")
        .header("proxy-authorization", "Basic x")
        .header("x-forwarded-for", "6.6.6.6")
        .header("x-request-id", "my-id")
        .header("x-other", "kept")
        .send()
        .await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (302, Some("/elsewhere")));
    assert_eq!((answer.header("x-private"), answer.header("x-public")), (None, Some("2")));
    assert_eq!(answer.header("activityid"), Some("my-id"));
    let seen = back_end.last().headers;
    for gone in ["authorization", "connection", "x-hop", "te", "proxy-authorization"] {
        assert!(!seen.contains_key(gone), "{gone}");
    }
    let value = |name: &str| seen.get(name).and_then(|v| v.to_str().ok());
    assert_eq!(value("host"), Some(back_end.address.to_string().as_str()));
    assert_eq!(value("x-forwarded-for"), Some("127.0.0.1"));
    assert_eq!((value("x-forwarded-proto"), value("x-forwarded-host")), (Some("http"), Some("localhost")));
    assert_eq!((value("activityid"), value("x-other")), (Some("my-id"), Some("kept")));
}

#[tokio::test]
async fn bodies_pass_whole_in_both_directions() {
    let back_end = BackEnd::answering(|seen| Response::new(Full::new(seen.body.clone()))).await;
    let bench = Bench::start().await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url())).await;
    for size in [0usize, 1, 100_000, 20_000_000] {
        let body: Bytes = (0..size).map(|i| (i % 251) as u8).collect::<Vec<_>>().into();
        let call = bench.client().call("POST", "/a/1/x").bearer(&bench.tokens.good()).body(body.clone());
        let answer = call.send().await;
        assert_eq!(answer.status, 200);
        assert!(answer.body == body, "{size} bytes");
        let length = back_end.last().headers.get("content-length").map(|v| v.to_str().unwrap().to_owned());
        assert_eq!((length, back_end.last().method.as_str()), (Some(size.to_string()), "POST"));
    }
    // A body of unknown length stays one.
    let text = format!(
        "POST /a/1/x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        bench.tokens.good()
    );
    assert!(bench.client().raw(text.as_bytes()).await.ends_with("abc"));
    assert_eq!(back_end.last().headers.get("transfer-encoding").unwrap(), "chunked");
}

#[tokio::test]
async fn keys_choose_the_side_and_a_missing_side_is_named() {
    let (production, sandbox) = (BackEnd::start("production").await, BackEnd::start("sandbox").await);
    let bench = Bench::start().await;
    let api = || ApiBuilder::new("/a/1", &production.url()).endpoint("sandbox", "single", &[&sandbox.url()]);
    bench.deploy(api()).await;
    let sandbox_token = bench.tokens.with(&json!({"azp": "sandbox-key"}));
    assert_eq!(bench.get("/a/1/x").await.text(), "production");
    assert_eq!(bench.client().get("/a/1/x").bearer(&sandbox_token).send().await.text(), "sandbox");
    bench.deploy(api().set("sandbox", json!(null))).await;
    let answer = bench.client().get("/a/1/x").bearer(&sandbox_token).send().await;
    assert_eq!(answer.code(), (403, "900901".to_owned()));
    assert!(answer.text().contains("no sandbox endpoint"));
    bench.deploy(api().set("production", json!(null))).await;
    assert!(bench.get("/a/1/x").await.text().contains("no production endpoint"));
}

#[tokio::test]
async fn several_back_ends_take_turns_or_stand_in() {
    let names = [BackEnd::start("1").await, BackEnd::start("2").await, BackEnd::start("3").await];
    let urls: Vec<String> = names.iter().map(BackEnd::url).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let bench = Bench::start().await;
    let api = || ApiBuilder::new("/a/1", "http://127.0.0.1:1");
    bench.deploy(api().endpoint("production", "round_robin", &urls)).await;
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(bench.get("/a/1/x").await.text());
    }
    answers.sort();
    assert_eq!(answers.concat(), "112233");
    // One of them is dead: nobody notices.
    bench
        .deploy(api().endpoint("production", "round_robin", &[urls[0], "http://127.0.0.1:1", urls[2]]))
        .await;
    for _ in 0..6 {
        assert_eq!(bench.get("/a/1/x").await.status, 200);
    }
    bench.deploy(api().endpoint("production", "failover", &["http://127.0.0.1:1", urls[1], urls[2]])).await;
    for _ in 0..3 {
        assert_eq!(bench.get("/a/1/x").await.text(), "2");
    }
    bench.deploy(api()).await;
    assert_eq!(bench.get("/a/1/x").await.code(), (503, "101503".to_owned()));
}

#[tokio::test]
async fn the_back_end_gets_its_own_credential() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::start().await;
    let secured = json!({
        "mode": "single", "urls": [back_end.url()],
        "security": {"type": "BASIC", "username": "gw", "sealed_secret": "sealed:p@:ss"},
    });
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url()).set("production", secured)).await;
    assert_eq!(bench.get("/a/1/x").await.status, 200);
    assert_eq!(back_end.last().headers.get("authorization").unwrap(), "Basic Z3c6cEA6c3M=");
    let token = bench.tokens.with(&json!({"azp": "sandbox-key"}));
    assert_eq!(bench.client().get("/a/1/x").bearer(&token).send().await.status, 200);
    assert!(!back_end.last().headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_back_end_that_hangs_is_given_up() {
    let silent = back_end::raw(|mut stream| async move {
        let mut sink = [0u8; 1024];
        while stream.read(&mut sink).await.is_ok_and(|n| n > 0) {}
    })
    .await;
    let bench = Bench::start().await;
    let endpoint = json!({"mode": "single", "urls": [silent], "timeout_ms": 200});
    bench.deploy(ApiBuilder::new("/a/1", &silent).set("production", endpoint)).await;
    assert_eq!(bench.get("/a/1/x").await.code(), (504, "101504".to_owned()));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_not_passed_as_whole() {
    let url = back_end::raw(|mut stream| async move {
        let mut sink = [0u8; 4096];
        drop(stream.read(&mut sink).await);
        let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
        drop(stream.write_all(head).await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    })
    .await;
    let bench = Bench::start().await;
    bench.deploy(ApiBuilder::new("/a/1", &url)).await;
    let request =
        format!("GET /a/1/x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {}\r\n\r\n", bench.tokens.good());
    let answer = bench.client().raw(request.as_bytes()).await;
    assert!(answer.contains("hello") && !answer.ends_with("0\r\n\r\n"), "{answer}");
    bench.wait(|g| g.metrics().broken == 1).await;
}

#[tokio::test]
async fn only_what_may_happen_twice_is_sent_again() {
    // Answers the first request of a connection, then closes it when the second one has come.
    let url = back_end::raw(|mut stream| async move {
        let mut sink = [0u8; 4096];
        drop(stream.read(&mut sink).await);
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await);
        drop(stream.read(&mut sink).await);
    })
    .await;
    let bench = Bench::start().await;
    bench.deploy(ApiBuilder::new("/a/1", &url)).await;
    assert_eq!(bench.get("/a/1/x").await.text(), "ok");
    assert_eq!(bench.get("/a/1/x").await.text(), "ok", "sent again on a new connection");
    assert_eq!(bench.gateway.metrics().retries, 1);
    let post = bench.client().call("POST", "/a/1/x").bearer(&bench.tokens.good()).body("x").send().await;
    assert_eq!(post.code(), (503, "101505".to_owned()));
    assert_eq!(bench.gateway.metrics().retries, 1);
}
