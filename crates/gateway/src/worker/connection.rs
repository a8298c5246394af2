//! One client connection: TLS, protocol, requests, graceful end.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::rt::Executor;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::Worker;
use super::guard::Guard;
use super::pulse::Pulse;
use crate::body::ResponseBody;
use crate::phases;

/// Whom a connection is with.
pub struct Peer {
    pub address: IpAddr,
    pub tls: bool,
    pub pulse: Rc<Pulse>,
}

/// How far the end of the gateway has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Serving,
    /// Connections end with their next response; idle ones are kept for those that are just sending.
    Draining,
    /// Idle connections are closed.
    Closing,
    /// What is still open is cut.
    Gone,
}

/// Serves a connection until it ends.
pub async fn serve(
    worker: Rc<Worker>,
    stream: TcpStream,
    from: SocketAddr,
    tls: Option<TlsAcceptor>,
    stage: watch::Receiver<Stage>,
) {
    let pulse = Pulse::new(Arc::clone(&worker.ambient.clock));
    let peer = Rc::new(Peer { address: from.ip().to_canonical(), tls: tls.is_some(), pulse });
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let limits = &worker.config.limits;
    match tls {
        None => {
            if let Ok(Ok(h2)) = timeout(limits.idle(), speaks_h2(&stream)).await {
                http(worker, stream, peer, h2, stage).await;
            }
        }
        Some(acceptor) => match timeout(limits.handshake(), acceptor.accept(stream)).await {
            Ok(Ok(stream)) => {
                let h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                http(worker, stream, peer, h2, stage).await;
            }
            Ok(Err(error)) => tracing::debug!(%error, client = %peer.address, "TLS handshake failed"),
            Err(_) => tracing::debug!(client = %peer.address, "TLS handshake took too long"),
        },
    }
}

/// Whether the client begins with HTTP/2's preface (prior knowledge, RFC 9113, section 3.3).
async fn speaks_h2(stream: &TcpStream) -> std::io::Result<bool> {
    const PREFACE: &[u8] = b"PRI * HTTP/2.0";
    let mut begin = [0u8; PREFACE.len()];
    loop {
        let n = stream.peek(&mut begin).await?;
        if n == 0 || begin[..n] != PREFACE[..n] {
            return Ok(false);
        }
        if n == PREFACE.len() {
            return Ok(true);
        }
        // A beginning that came in pieces: rare, so looking again after a moment is good enough.
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn http<S>(worker: Rc<Worker>, stream: S, peer: Rc<Peer>, h2: bool, stage: watch::Receiver<Stage>)
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let limits = worker.config.limits.clone();
    let pulse = Rc::clone(&peer.pulse);
    worker.pulses.add(&pulse);
    let service = {
        let worker = Rc::clone(&worker);
        service_fn(move |request: Request<Incoming>| {
            let (worker, peer) = (Rc::clone(&worker), Rc::clone(&peer));
            async move { Ok::<Response<ResponseBody>, Infallible>(phases::handle(worker, peer, request).await) }
        })
    };
    let io = TokioIo::new(Guard::new(stream, Rc::clone(&pulse), h2));
    if h2 {
        let connection = http2::Builder::new(LocalExecutor)
            .timer(TokioTimer::new())
            .max_concurrent_streams(limits.h2_streams)
            .max_header_list_size(limits.header_bytes as u32)
            .keep_alive_interval(limits.idle())
            .keep_alive_timeout(limits.header())
            .serve_connection(io, service);
        drive(pin!(connection), &pulse, stage, Stage::Draining, http2::Connection::graceful_shutdown).await;
    } else {
        let connection = http1::Builder::new()
            // The pulse keeps the time.
            .header_read_timeout(None)
            .max_buf_size(limits.header_bytes)
            .max_header_size(limits.header_bytes)
            .max_headers(limits.headers)
            .pipeline_flush(false)
            .serve_connection(io, service);
        drive(pin!(connection), &pulse, stage, Stage::Closing, http1::Connection::graceful_shutdown).await;
    }
}

/// Runs a connection; from stage `until` on, lets it finish what it is doing.
async fn drive<C>(
    mut connection: Pin<&mut C>,
    pulse: &Pulse,
    mut stage: watch::Receiver<Stage>,
    until: Stage,
    end: impl FnOnce(Pin<&mut C>),
) where
    C: Future<Output = hyper::Result<()>>,
{
    let closing = async {
        // An error means that the gateway is gone, which closes too.
        drop(stage.wait_for(|s| *s >= until).await);
    };
    let ended = tokio::select! {
        biased;
        ended = connection.as_mut() => ended,
        () = pulse.ended() => return,
        () = closing => {
            end(connection.as_mut());
            tokio::select! {
                biased;
                ended = connection => ended,
                () = pulse.ended() => return,
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "client connection ended");
    }
}

/// Spawns streams of an HTTP/2 connection on their own core.
#[derive(Clone, Copy)]
struct LocalExecutor;

impl<F> Executor<F> for LocalExecutor
where
    F: Future + 'static,
{
    fn execute(&self, future: F) {
        tokio::task::spawn_local(async move {
            future.await;
        });
    }
}
