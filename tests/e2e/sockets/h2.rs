//! HTTP/2 by hand: clients that open and reset streams, and clients that open too many.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use super::Target;
use super::port::{PATIENCE, Port, Socket};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

const PORTS: [Port; 3] = [Port::Control, Port::GatewayTls, Port::Gateway];

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut frame = (payload.len() as u32).to_be_bytes()[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// GET, http or https, a path, a host (RFC 7541, appendix A).
fn head(port: Port) -> Vec<u8> {
    let mut block = vec![0x82, if port.tls() { 0x87 } else { 0x86 }];
    for (name, value) in [(4u8, port.open_path()), (1, "localhost")] {
        // A literal that is not indexed, with a name of the static table.
        block.push(name);
        block.push(value.len() as u8);
        block.extend(value.as_bytes());
    }
    block
}

async fn begin(target: &Target, port: Port) -> Result<Socket> {
    let mut socket = port.connect(&target.platform, "h2").await?;
    socket.write_all(PREFACE).await?;
    socket.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
    Ok(socket)
}

/// Frames the server sent until it closed or a PING came back: how many of each kind, and streams with an answer.
async fn frames(socket: &mut (impl tokio::io::AsyncRead + Unpin)) -> Result<BTreeMap<u8, usize>> {
    let mut found = BTreeMap::new();
    let mut head = [0u8; 9];
    while timeout(PATIENCE, socket.read_exact(&mut head)).await.context("the server is silent")?.is_ok() {
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        if timeout(PATIENCE, socket.read_exact(&mut payload)).await?.is_err() {
            break;
        }
        *found.entry(head[3]).or_default() += 1;
        if head[3] == PING && head[4] & 1 == 1 || head[3] == GOAWAY {
            break;
        }
    }
    Ok(found)
}

/// Sends everything while reading what comes, then asks for a sign of life.
async fn talk(socket: Socket, messages: Vec<u8>) -> Result<BTreeMap<u8, usize>> {
    let (mut reader, mut writer) = tokio::io::split(socket);
    let send = async {
        // The server may have seen enough.
        drop(writer.write_all(&messages).await);
        drop(writer.write_all(&frame(PING, 0, 0, b"12345678")).await);
        drop(writer.flush().await);
    };
    let (found, ()) = tokio::join!(frames(&mut reader), send);
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_that_are_reset_at_once_cost_nothing() -> Result<()> {
    let target = Target::start().await?;
    for port in PORTS {
        let mut messages = Vec::new();
        for stream in (1..40_000).step_by(2) {
            messages.extend(frame(HEADERS, END_STREAM | END_HEADERS, stream, &head(port)));
            messages.extend(frame(RST_STREAM, 0, stream, &8u32.to_be_bytes()));
        }
        let found = talk(begin(&target, port).await?, messages).await?;
        ensure!(found.contains_key(&PING) || found.contains_key(&GOAWAY), "{port:?}: {found:?}");
    }
    target.is_well().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_beyond_the_limit_are_refused() -> Result<()> {
    let target = Target::start().await?;
    for port in PORTS {
        // Requests whose bodies never come: the streams stay open.
        let mut block = head(port);
        block[0] = 0x83;
        let opened = 300usize;
        let messages =
            (0..opened as u32).flat_map(|i| frame(HEADERS, END_HEADERS, 2 * i + 1, &block)).collect();
        let found = talk(begin(&target, port).await?, messages).await?;
        let count = |kind| found.get(&kind).copied().unwrap_or(0);
        let refused = count(RST_STREAM) + count(HEADERS) >= opened - 100;
        ensure!(refused || count(GOAWAY) > 0, "{port:?}: {found:?}");
    }
    target.is_well().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn floods_and_endless_heads_are_bounded() -> Result<()> {
    let target = Target::start().await?;
    for port in PORTS {
        let pings = frame(PING, 0, 0, b"abcdefgh").repeat(20_000);
        let settings = frame(SETTINGS, 0, 0, &[0, 4, 0, 1, 0, 0]).repeat(20_000);
        let mut endless = frame(HEADERS, END_STREAM, 1, &head(port));
        // A field whose value has 127 + 1 + 126 * 128 bytes.
        let field = [&[0u8, 1, b'x', 0x7f, 0x81, 0x7e][..], &[b'y'; 16_256]].concat();
        for _ in 0..2_000 {
            endless.extend(frame(CONTINUATION, 0, 1, &field));
        }
        let empty = frame(DATA, 0, 0, &[]).repeat(1_000);
        let window = frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 0, 0]);
        let zero: Vec<u8> = (0..100u32)
            .flat_map(|i| frame(HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, &head(port)))
            .collect();
        let zero = [window, zero].concat();
        for (what, messages) in [
            ("PING", pings),
            ("SETTINGS", settings),
            ("CONTINUATION", endless),
            ("DATA", empty),
            ("no window", zero),
        ] {
            let talked = talk(begin(&target, port).await?, messages).await;
            talked.with_context(|| format!("{port:?}, a flood of {what}"))?;
        }
    }
    target.is_well().await
}
