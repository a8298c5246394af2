//! Heads that are too large, too slow or no HTTP.

use anyhow::{Context as _, Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use super::Target;
use super::port::{PATIENCE, Port, answers, exchange};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_heads_and_many_headers_are_answered_431() -> Result<()> {
    let target = Target::start().await?;
    for port in Port::ALL {
        let path = port.open_path();
        let one = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(100_000));
        let many = "X: y\r\n".repeat(2_000);
        let many = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{many}\r\n");
        for (what, head) in [("one large header", one), ("many headers", many)] {
            let answer = port.exchange(&target.platform, head.as_bytes()).await?;
            ensure!(
                answer.starts_with("HTTP/1.1 431 ") && answers(&answer) == 1,
                "{port:?}, {what}: {answer:?}"
            );
        }
        let line = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(100_000));
        let answer = port.exchange(&target.platform, line.as_bytes()).await?;
        ensure!(
            ["414", "431"].iter().any(|s| answer.starts_with(&format!("HTTP/1.1 {s} "))),
            "{port:?}, a long path: {answer:?}"
        );
    }
    target.is_well().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_clients_are_closed_in_time() -> Result<()> {
    let target = Target::start().await?;
    let mut waiting = tokio::task::JoinSet::new();
    let begun: [&[u8]; 3] =
        [b"GET / HT", b"GET / HTTP/1.1\r\nHost: loc", b"POST / HTTP/1.1\r\nHost: localhost\r\n"];
    for port in Port::ALL {
        for part in begun {
            let mut socket = port.connect(&target.platform, "http/1.1").await?;
            waiting.spawn(async move {
                let answer = exchange(&mut socket, part).await;
                (format!("{port:?} after {}", String::from_utf8_lossy(part)), answer)
            });
        }
        // Says nothing at all: no handshake, or nothing after it. A gateway lets such a client be for a minute.
        if port.tls() {
            let mut stream = port.tcp(&target.platform).await?;
            waiting.spawn(async move {
                let mut rest = Vec::new();
                let ended = timeout(PATIENCE, stream.read_to_end(&mut rest)).await;
                let ended = ended.context("the server neither answers nor closes");
                (format!("{port:?} without a handshake"), ended.map(|_| String::new()))
            });
        }
        if matches!(port, Port::Control | Port::Management) {
            let mut socket = port.connect(&target.platform, "http/1.1").await?;
            waiting
                .spawn(async move { (format!("{port:?} without a word"), exchange(&mut socket, b"").await) });
        }
    }
    while let Some(ended) = waiting.join_next().await {
        let (what, answer) = ended?;
        let answer = answer.with_context(|| what.clone())?;
        ensure!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{what}: {answer:?}");
    }
    target.is_well().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_closed_connections_are_answered_or_closed() -> Result<()> {
    let target = Target::start().await?;
    for port in Port::ALL {
        let mut socket = port.connect(&target.platform, "http/1.1").await?;
        socket.write_all(port.good().as_bytes()).await?;
        socket.shutdown().await?;
        let mut answer = Vec::new();
        // The end of TLS may be missing: the answer says how long it is.
        drop(timeout(PATIENCE, socket.read_to_end(&mut answer)).await?);
        let answer = String::from_utf8_lossy(&answer);
        // A gateway takes a client that has closed its side for gone, and spares the back end the call.
        let gone = matches!(port, Port::Gateway | Port::GatewayTls) && answer.is_empty();
        ensure!(gone || answer.starts_with("HTTP/1.1 200 "), "{port:?}: {answer:?}");

        for part in ["GET / HT", "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nab"] {
            let mut socket = port.connect(&target.platform, "http/1.1").await?;
            socket.write_all(part.as_bytes()).await?;
            socket.shutdown().await?;
            let mut answer = Vec::new();
            let ended = timeout(PATIENCE, socket.read_to_end(&mut answer)).await;
            ensure!(ended.is_ok(), "{port:?} keeps half a request and half a connection: {part}");
            let answer = String::from_utf8_lossy(&answer);
            ensure!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{port:?}: {answer:?}");
        }
    }
    target.is_well().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wrong_protocol_is_refused() -> Result<()> {
    // The beginning of a ClientHello.
    const HELLO: &[u8] =
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\r\n\r\n";
    let target = Target::start().await?;
    for port in Port::ALL {
        let good = port.good();
        let bytes: Vec<&[u8]> = if port.tls() {
            vec![good.as_bytes(), b"\0\0\0\0\0\0\0\0", b"SSH-2.0-OpenSSH_9.9\r\n", b"\x16\x03\x01\xff\xff"]
        } else {
            vec![
                HELLO,
                b"\0\0\0\0\r\n\r\n",
                b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
                b"GET\r\n\r\n",
                b"GET / HTTP/9.9\r\n\r\n",
            ]
        };
        for bytes in bytes {
            let mut stream: super::port::Socket = Box::new(port.tcp(&target.platform).await?);
            let answer = exchange(&mut stream, bytes).await.with_context(|| format!("{port:?} {bytes:?}"))?;
            ensure!(!answer.contains(" 200 "), "{port:?} answers {bytes:?}: {answer}");
        }
    }
    target.is_well().await
}
