//! HTTPS (and plain HTTP for management) listeners with deadlines and graceful drain.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::Response;
use http::HeaderValue;
use http::header::CONNECTION;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;
use tracing::{debug, warn};

use crate::guard::Guard;
use crate::shutdown::Shutdown;

const HANDSHAKE: Duration = Duration::from_secs(10);
const HEADER: Duration = Duration::from_secs(10);
/// Bytes of a request's head.
const HEAD: u32 = 32 * 1024;
/// Silence on an HTTP/2 connection before the client is asked whether it is still there.
const IDLE: Duration = Duration::from_secs(60);
/// Connections at a time; further ones wait in the kernel's queue.
const CONNECTIONS: usize = 4_096;
const BACKLOG: i32 = 1_024;
/// The part of the time to drain in which kept HTTP/1 connections are not closed under a client that is just sending:
/// a load balancer may not repeat a POST, so its answer says `Connection: close` instead.
const LAME: Duration = Duration::from_secs(1);

/// Binds a port; `::` takes IPv4 too.
pub fn bind(address: &str, port: u16) -> Result<TcpListener> {
    let ip: IpAddr = address.parse().with_context(|| format!("{address} is not an IP address"))?;
    let at = SocketAddr::new(ip, port);
    let bound = || -> std::io::Result<TcpListener> {
        let socket = Socket::new(Domain::for_address(at), Type::STREAM, Some(Protocol::TCP))?;
        if at.is_ipv6() {
            socket.set_only_v6(false)?;
        }
        socket.set_reuse_address(true)?;
        socket.set_nonblocking(true)?;
        socket.bind(&at.into())?;
        socket.listen(BACKLOG)?;
        TcpListener::from_std(socket.into())
    };
    bound().with_context(|| format!("port {port} cannot be opened on {address}"))
}

/// How the connections of a listener are told to end, by protocol.
#[derive(Default)]
struct Ends {
    http1: GracefulShutdown,
    http2: GracefulShutdown,
}

/// Serves until shutdown is requested, then gives running requests `drain` to finish.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    shutdown: Shutdown,
    drain: Duration,
) {
    let ends = Ends::default();
    let acceptor = tls.map(TlsAcceptor::from);
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let (connections, mut tracked) = tokio::sync::mpsc::channel::<()>(1);
    loop {
        let Ok(slot) = slots.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.requested() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors or memory: what is open goes on, new ones wait.
                warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let door = Door { router: router.clone(), acceptor: acceptor.clone(), shutdown: shutdown.clone() };
        let watchers = (ends.http1.watcher(), ends.http2.watcher());
        let tracker = connections.clone();
        tokio::spawn(async move {
            let _held = (slot, tracker);
            door.serve(stream, peer, watchers).await;
        });
    }
    drop((listener, connections));
    let finished = async {
        let http1 = async {
            tokio::time::sleep(LAME.min(drain / 4)).await;
            ends.http1.shutdown().await;
        };
        tokio::join!(http1, ends.http2.shutdown());
        tracked.recv().await;
    };
    if timeout(drain, finished).await.is_err() {
        warn!("some requests did not finish in time and are cut off");
    }
}

type Watchers = (Watcher, Watcher);

/// What a connection is served with.
struct Door {
    router: Router,
    acceptor: Option<TlsAcceptor>,
    shutdown: Shutdown,
}

impl Door {
    async fn serve(self, stream: TcpStream, peer: SocketAddr, watchers: Watchers) {
        drop(stream.set_nodelay(true));
        let Some(acceptor) = &self.acceptor else {
            return self.connection::<TcpStream>(stream, false, peer, watchers).await;
        };
        match timeout(HANDSHAKE, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => {
                let h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                self.connection(stream, h2, peer, watchers).await;
            }
            Ok(Err(error)) => debug!(%peer, %error, "TLS handshake failed"),
            Err(_) => debug!(%peer, "TLS handshake timed out"),
        }
    }

    async fn connection<S>(self, stream: S, h2: bool, peer: SocketAddr, (one, two): Watchers)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let Self { router, shutdown, .. } = self;
        let service = router
            .map_request(move |mut request: hyper::Request<hyper::body::Incoming>| {
                request.extensions_mut().insert(ConnectInfo(peer));
                request.map(axum::body::Body::new)
            })
            .map_response(move |mut response: Response| {
                if !h2 && shutdown.is_requested() {
                    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
                response
            });
        let (io, service) = (TokioIo::new(Guard::new(stream, h2)), TowerToHyperService::new(service));
        // The protocol was agreed on in TLS; waiting for its first bytes to tell would have no deadline.
        let served = if h2 {
            drop(one);
            let mut builder = http2::Builder::new(TokioExecutor::new());
            builder
                .timer(TokioTimer::new())
                .max_concurrent_streams(100)
                .max_header_list_size(HEAD)
                .keep_alive_interval(IDLE)
                .keep_alive_timeout(HEADER);
            two.watch(builder.serve_connection(io, service)).await
        } else {
            drop(two);
            let mut builder = http1::Builder::new();
            builder
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER)
                // A client that has sent all it has still waits for its answer.
                .half_close(true)
                .max_buf_size(HEAD as usize)
                .max_header_size(HEAD as usize);
            one.watch(builder.serve_connection(io, service)).await
        };
        if let Err(error) = served {
            debug!(%peer, %error, "connection ended");
        }
    }
}
