//! Messages that a proxy in front could read differently, on every port, and pipelines that are fine.

use anyhow::{Result, ensure};

use super::Target;
use super::port::{Port, answers};

const AMBIGUOUS: &[&str] = &[
    "Content-Length: 6\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 6",
    "Content-Length: 6\r\nContent-Length: 6",
    "Content-Length: 6\r\nContent-Length: 7",
    "Content-Length: 6, 6",
    "Content-Length: +6",
    "Content-Length: -6",
    "Content-Length: 0x6",
    "Content-Length: 18446744073709551617",
    "Content-Length : 6",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding : chunked",
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
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ambiguous_messages_are_refused_and_the_connection_closed() -> Result<()> {
    let target = Target::start().await?;
    for port in Port::ALL {
        let path = port.open_path();
        let hidden = format!("0\r\n\r\n{}", port.good());
        for fields in AMBIGUOUS {
            let message = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n\r\n{hidden}");
            let answer = port.exchange(&target.platform, message.as_bytes()).await?;
            let refused = answer.starts_with("HTTP/1.1 400 ") && answers(&answer) == 1;
            ensure!(refused, "{port:?} {fields:?}: {answer:?}");
        }
        let old = format!("POST {path} HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n{hidden}");
        let answer = port.exchange(&target.platform, old.as_bytes()).await?;
        ensure!(answer.contains(" 400 "), "{port:?}, HTTP/1.0 in chunks: {answer:?}");
    }
    target.is_well().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipelines_are_answered_in_order_and_once() -> Result<()> {
    let target = Target::start().await?;
    for port in [Port::Control, Port::Gateway, Port::GatewayTls] {
        let path = port.open_path();
        let first = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let body = port.good();
        let second = format!(
            "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let pipeline = format!("{first}{first}{second}{}", port.good());
        let answer = port.exchange(&target.platform, pipeline.as_bytes()).await?;
        let statuses: Vec<_> = answer.split("HTTP/1.1 ").skip(1).map(|a| &a[..3]).collect();
        // A server may close rather than read on after the refused one, but a body is never a request.
        let expected = ["200", "200", "404", "200"];
        ensure!(statuses == expected || statuses == expected[..3], "{port:?}: {statuses:?} {answer}");
    }
    target.is_well().await
}
