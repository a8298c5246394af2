//! A new connection to a back end.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::body::RequestBody;
use crate::table::endpoints::Origin;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("no connection within the time allowed")]
    Timeout,
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Http(#[from] hyper::Error),
}

/// Connects, with TLS where the origin asks for it. The connection lives on this core.
pub async fn connect(
    origin: &Origin,
    tls: &Arc<ClientConfig>,
    within: Duration,
) -> Result<SendRequest<RequestBody>, ConnectError> {
    timeout(within, dial(origin, tls)).await.map_err(|_| ConnectError::Timeout)?
}

async fn dial(origin: &Origin, tls: &Arc<ClientConfig>) -> Result<SendRequest<RequestBody>, ConnectError> {
    let stream = TcpStream::connect((&*origin.host, origin.port)).await?;
    stream.set_nodelay(true)?;
    if !origin.tls {
        return handshake(stream).await;
    }
    let name = ServerName::try_from(origin.host.to_string()).map_err(|_| {
        io::Error::new(io::ErrorKind::InvalidInput, "the host cannot be a certificate's name")
    })?;
    handshake(TlsConnector::from(Arc::clone(tls)).connect(name, stream).await?).await
}

async fn handshake<S>(stream: S) -> Result<SendRequest<RequestBody>, ConnectError>
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let (sender, connection) = http1::Builder::new().handshake(TokioIo::new(stream)).await?;
    tokio::task::spawn_local(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "connection to a back end ended");
        }
    });
    Ok(sender)
}
