//! A port of the platform, and raw connections to it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use testkit::Platform;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// Longer than any of the platform's deadlines for a client, on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(45);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// REST APIs and OAuth2, with TLS.
    Control,
    GatewayTls,
    Gateway,
    /// Metrics, without TLS.
    Management,
}

/// A connection of either kind.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}
pub type Socket = Box<dyn Stream>;

impl Port {
    pub const ALL: [Self; 4] = [Self::Control, Self::GatewayTls, Self::Gateway, Self::Management];

    pub const fn tls(self) -> bool {
        matches!(self, Self::Control | Self::GatewayTls)
    }

    fn number(self, platform: &Platform) -> Result<u16> {
        let url = match self {
            Self::Control => platform.url(),
            Self::GatewayTls => platform.gateway_https(),
            Self::Gateway => platform.gateway_http(),
            Self::Management => platform.management(),
        };
        Ok(url.rsplit(':').next().context("a port")?.parse()?)
    }

    /// Bytes only.
    pub async fn tcp(self, platform: &Platform) -> Result<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.number(platform)?)).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// Through TLS where the port has it, for `http/1.1` or `h2`.
    pub async fn connect(self, platform: &Platform, protocol: &str) -> Result<Socket> {
        let stream = self.tcp(platform).await?;
        if !self.tls() {
            return Ok(Box::new(stream));
        }
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(platform.data().join("tls-ca.pem"))?)?;
        let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        let name = ServerName::try_from("localhost")?;
        let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
        Ok(Box::new(timeout(PATIENCE, connecting).await??))
    }

    /// A path that answers 200 to anybody.
    pub const fn open_path(self) -> &'static str {
        match self {
            Self::Control | Self::Management => "/health/ready",
            Self::GatewayTls | Self::Gateway => "/api/am/gateway/v2/server-startup-healthcheck",
        }
    }

    /// A request that is fine, and the last on its connection.
    pub fn good(self) -> String {
        format!("GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", self.open_path())
    }

    /// What comes back for these bytes, until the server closes.
    pub async fn exchange(self, platform: &Platform, bytes: &[u8]) -> Result<String> {
        let mut socket = self.connect(platform, "http/1.1").await?;
        exchange(&mut socket, bytes).await.with_context(|| format!("{self:?}"))
    }

    /// A good request is answered.
    pub async fn serves(self, platform: &Platform) -> Result<()> {
        let answer = self.exchange(platform, self.good().as_bytes()).await?;
        ensure!(answer.starts_with("HTTP/1.1 200 "), "{self:?} does not serve: {answer}");
        Ok(())
    }
}

/// Sends bytes, as far as the server takes them, and reads until it closes.
pub async fn exchange(socket: &mut Socket, bytes: &[u8]) -> Result<String> {
    let (mut reader, mut writer) = tokio::io::split(socket);
    let write = async {
        // The server may have seen enough.
        drop(writer.write_all(bytes).await);
        drop(writer.flush().await);
    };
    let read = async {
        let mut answer = Vec::new();
        // A reset after the answer is an end too.
        drop(reader.read_to_end(&mut answer).await);
        answer
    };
    let both = async {
        let (answer, ()) = tokio::join!(read, write);
        answer
    };
    let answer = timeout(PATIENCE, both).await.context("the server neither answers nor closes")?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// How many answers there are in what came back.
pub fn answers(text: &str) -> usize {
    text.matches("HTTP/1.1 ").count()
}
