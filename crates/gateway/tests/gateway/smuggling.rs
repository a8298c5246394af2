//! Messages that two servers in a row could read differently (reliability.md, scenario 20). The back end is a socket
//! that records bytes: what it sees is what the client was allowed to send, framed anew.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::{ApiBuilder, Bench, back_end};

/// A back end that answers every request "ok" and records the bytes it gets.
async fn recorder() -> (String, Arc<Mutex<String>>) {
    let seen = Arc::new(Mutex::new(String::new()));
    let record = seen.clone();
    let url = back_end::raw(move |mut stream| {
        let record = record.clone();
        async move {
            let mut bytes = vec![0u8; 65_536];
            while let Ok(n @ 1..) = stream.read(&mut bytes).await {
                let text = String::from_utf8_lossy(&bytes[..n]).into_owned();
                let answers = text.matches(" HTTP/1.1\r\n").count();
                record.lock().unwrap().push_str(&text);
                for _ in 0..answers {
                    drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await);
                }
            }
        }
    })
    .await;
    (url, seen)
}

async fn bench() -> (Bench, Arc<Mutex<String>>) {
    let (url, seen) = recorder().await;
    let bench = Bench::start().await;
    bench.deploy(ApiBuilder::new("/a/1", &url)).await;
    (bench, seen)
}

fn message(token: &str, fields: &str, body: &str) -> String {
    format!("POST /a/1/x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\n{fields}\r\n\r\n{body}")
}

#[tokio::test]
async fn ambiguous_framing_is_refused_and_the_connection_closed() {
    let (bench, seen) = bench().await;
    let token = bench.tokens.good();
    let inner =
        format!("0\r\n\r\nGET /a/1/smuggled HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\n\r\n");
    for fields in [
        "Content-Length: 6\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 6",
        "Content-Length: 6\r\nContent-Length: 6",
        "Content-Length: 6\r\nContent-Length: 7",
        "Content-Length: 6, 6",
        "Content-Length: +6",
        "Content-Length: -6",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\tchunked\r\nTransfer-Encoding: x",
        "Transfer-Encoding: chunked\r\nTransfer-encoding: chunked",
        "Transfer-Encoding: \x0bchunked",
        "X: 1\n Transfer-Encoding: chunked",
        "X: 1\r\n Transfer-Encoding: chunked",
        "X: 1\nTransfer-Encoding: chunked",
        "X: 1\rTransfer-Encoding: chunked\r\nContent-Length: 6",
        "X\0: 1",
        "X: a\0b",
        " X: 1",
        "Content-Length\0: 6",
    ] {
        let answer = bench.client().raw(message(&token, fields, &inner).as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{fields:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{fields:?}: {answer}");
        assert_eq!(seen.lock().unwrap().as_str(), "", "{fields:?}");
    }
    let old =
        message(&token, "Transfer-Encoding: chunked", &inner).replace("HTTP/1.1\r\nHost", "HTTP/1.0\r\nHost");
    assert!(bench.client().raw(old.as_bytes()).await.contains(" 400 "));
    assert_eq!(seen.lock().unwrap().as_str(), "");
}

#[tokio::test]
async fn targets_and_hosts_that_contradict_are_refused() {
    let (bench, seen) = bench().await;
    let token = bench.tokens.good();
    for head in [
        "GET http://other/a/1/x HTTP/1.1\r\nHost: h",
        "GET /a/1/x HTTP/1.1\r\nHost: h\r\nHost: other",
        "GET /a/1/x HTTP/1.1",
        "GET /a/1/x HTTP/1.1\r\nHost: h, other",
        "GET /a/1/x HTTP/1.1\r\nHost: u@h",
        "CONNECT h:80 HTTP/1.1\r\nHost: h:80",
        "TRACE /a/1/x HTTP/1.1\r\nHost: h",
        "GET /a/1/%2e%2e;/x HTTP/1.1\r\nHost: h",
        "GET /a/1/..%2fx HTTP/1.1\r\nHost: h",
        "GET \\a\\1 HTTP/1.1\r\nHost: h",
        "GET  /a/1/x HTTP/1.1\r\nHost: h",
        "GET /a/1/x HTTP/1.1 HTTP/1.1\r\nHost: h",
    ] {
        let request = format!("{head}\r\nAuthorization: Bearer {token}\r\n\r\n");
        let answer = bench.client().raw(request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{head:?}: {answer}");
        assert_eq!(seen.lock().unwrap().as_str(), "", "{head:?}");
    }
    let request = format!("GET http://h/a/1/x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {token}\r\n\r\n");
    assert!(bench.client().raw(request.as_bytes()).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn good_messages_are_framed_anew() {
    let (bench, seen) = bench().await;
    let token = bench.tokens.good();
    let chunked = "5;a=\"b\"\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n";
    let fields = "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\nUpgrade: h2c\r\nConnection: upgrade, x-y\r\nX-Y: 1";
    let answer = bench.client().raw(message(&token, fields, chunked).as_bytes()).await;
    assert!(answer.contains("HTTP/1.1 200 OK"), "{answer}");
    let got = std::mem::take(&mut *seen.lock().unwrap()).to_ascii_lowercase();
    assert!(
        got.starts_with("post /x http/1.1\r\n") && got.contains("\r\ntransfer-encoding: chunked\r\n"),
        "{got}"
    );
    assert!(got.ends_with("5\r\nhello\r\n0\r\n\r\n"), "{got}");
    for gone in ["expect", "upgrade", "connection", "x-y", "a=\"b\"", "x-trailer", "authorization"] {
        assert!(!got.contains(gone), "{gone} in {got}");
    }

    // Two requests at once: the good one is answered, the bad one ends the connection.
    let first = message(&token, "Content-Length: 2", "hi");
    let second = message(&token, "Content-Length: 2\r\nTransfer-Encoding: chunked", "0\r\n\r\n");
    let answer = bench.client().raw(format!("{first}{second}{first}").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("HTTP/1.1 400"), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 2, "{answer}");
    assert_eq!(seen.lock().unwrap().matches("POST ").count(), 1);
}

#[tokio::test]
async fn a_body_that_lies_about_its_chunks_never_ends_well_at_the_back_end() {
    let (bench, seen) = bench().await;
    let token = bench.tokens.good();
    for body in ["5\r\nhello!!\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "x\r\n", "5 \r\nhello\r\n0\r\n\r\n"] {
        let answer = bench.client().raw(message(&token, "Transfer-Encoding: chunked", body).as_bytes()).await;
        assert!(!answer.contains(" 200 "), "{body:?}: {answer}");
        let got = std::mem::take(&mut *seen.lock().unwrap());
        assert!(!got.ends_with("0\r\n\r\n"), "{body:?}: {got}");
    }
}

#[tokio::test]
async fn heads_that_are_too_large_are_refused() {
    let (bench, seen) = bench().await;
    let token = bench.tokens.good();
    let long = format!("X-Long: {}", "a".repeat(40_000));
    let many: Vec<String> = (0..150).map(|i| format!("X-{i}: 1")).collect();
    for fields in [long, many.join("\r\n")] {
        let answer = bench.client().raw(message(&token, &fields, "").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{} bytes: {answer:?}", fields.len());
    }
    assert_eq!(seen.lock().unwrap().as_str(), "");
}
