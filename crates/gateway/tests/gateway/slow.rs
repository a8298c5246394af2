//! Clients that keep us waiting, and connections that are kept.

use std::time::Duration;

use http::{Request, Response};
use http_body_util::{BodyExt, Empty, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::harness::{ApiBuilder, BackEnd, Bench};

/// Writes and waits until the other side closes; what it said.
async fn until_closed(bench: &Bench, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(bench.gateway.http()[0]).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut out = Vec::new();
    let read = stream.read_to_end(&mut out);
    drop(timeout(Duration::from_secs(15), read).await.expect("closed within 15 s"));
    String::from_utf8_lossy(&out).into_owned()
}

#[tokio::test]
async fn those_who_keep_us_waiting_are_let_go() {
    let back_end = BackEnd::start("b").await;
    let bench = Bench::with(|c| {
        c.limits.header_secs = 1;
        c.limits.idle_secs = 2;
    })
    .await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url())).await;
    let token = bench.tokens.good();
    assert_eq!(until_closed(&bench, b"GET /a/1/x HT").await, "");
    assert_eq!(until_closed(&bench, b"").await, "");
    let request = format!("GET /a/1/x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\n\r\n");
    assert!(until_closed(&bench, request.as_bytes()).await.ends_with("\r\n\r\nb"), "answered, then idle");
    let body = format!(
        "POST /a/1/x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\nContent-Length: 9\r\n\r\nhalf"
    );
    assert!(!until_closed(&bench, body.as_bytes()).await.contains(" 200 "));
}

#[tokio::test]
async fn a_slow_answer_does_not_make_a_connection_idle() {
    let back_end = BackEnd::answering(|_| {
        std::thread::sleep(Duration::from_secs(3));
        Response::new(Full::from("late"))
    })
    .await;
    let bench = Bench::with(|c| {
        c.limits.header_secs = 1;
        c.limits.idle_secs = 1;
    })
    .await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url())).await;
    assert_eq!(bench.get("/a/1/x").await.text(), "late");
}

#[tokio::test]
async fn every_address_is_every_address() {
    let bench = Bench::with(|c| c.http = vec!["[::]:0".parse().unwrap()]).await;
    let port = bench.gateway.http()[0].port();
    let client = crate::harness::Client::new(([127, 0, 0, 1], port).into());
    assert_eq!(client.get("/nothing").send().await.status, 404);
}

#[tokio::test]
async fn http_2_is_spoken_by_prior_knowledge() {
    let back_end = BackEnd::start("two").await;
    let bench = Bench::start().await;
    bench.deploy(ApiBuilder::new("/a/1", &back_end.url())).await;
    let stream = TcpStream::connect(bench.gateway.http()[0]).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    for _ in 0..3 {
        let request = Request::get("http://localhost/a/1/x")
            .header("authorization", format!("Bearer {}", bench.tokens.good()))
            .body(Empty::<bytes::Bytes>::new())
            .unwrap();
        let answer = sender.send_request(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "two");
    }
    assert_eq!(back_end.last().headers.get("x-forwarded-host").unwrap(), "localhost");
    assert_eq!(bench.gateway.metrics().connections, 1);
}
