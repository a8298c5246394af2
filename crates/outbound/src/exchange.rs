//! One request and its answer over a new connection, which ends with it.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, USER_AGENT};
use http::{HeaderValue, Request};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::{IpAddr as TlsAddress, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use crate::{Answer, Ask, Error};

/// Bytes of an answer's head.
const HEAD: usize = 64 * 1024;

pub async fn exchange(
    stream: TcpStream,
    url: &Url,
    ask: &Ask,
    tls: &Arc<ClientConfig>,
) -> Result<Answer, Error> {
    if url.scheme() == "http" {
        return over(stream, url, ask).await;
    }
    let host = || url.host_str().unwrap_or_default().to_owned();
    let name = match url.host() {
        Some(Host::Domain(name)) => ServerName::try_from(name.to_owned()).map_err(|_| Error::Tls(host()))?,
        Some(Host::Ipv4(v4)) => ServerName::IpAddress(TlsAddress::from(std::net::IpAddr::V4(v4))),
        Some(Host::Ipv6(v6)) => ServerName::IpAddress(TlsAddress::from(std::net::IpAddr::V6(v6))),
        None => return Err(Error::Url("it names no host")),
    };
    let stream = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await.map_err(|error| {
        tracing::debug!(host = host(), %error, "no TLS");
        Error::Tls(host())
    })?;
    over(stream, url, ask).await
}

async fn over<S>(stream: S, url: &Url, ask: &Ask) -> Result<Answer, Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let protocol = || Error::Protocol(url.host_str().unwrap_or_default().to_owned());
    let mut builder = http1::Builder::new();
    builder.max_buf_size(HEAD);
    let (mut sender, connection) =
        builder.handshake::<_, Full<Bytes>>(TokioIo::new(stream)).await.map_err(|_| protocol())?;
    // Ends with this call, however that ends.
    let connection = Ends(tokio::spawn(async move { drop(connection.await) }));
    let response = sender.send_request(request(url, ask)?).await.map_err(|_| protocol())?;
    let (head, mut body) = response.into_parts();
    let declared = head.headers.get(CONTENT_LENGTH).and_then(|l| l.to_str().ok()?.parse::<usize>().ok());
    if ask.method != http::Method::HEAD && declared.is_some_and(|bytes| bytes > ask.most) {
        return Err(Error::TooLarge(ask.most));
    }
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(|_| protocol())?.into_data() {
            if all.len() + data.len() > ask.most {
                return Err(Error::TooLarge(ask.most));
            }
            all.extend_from_slice(&data);
        }
    }
    drop(connection);
    Ok(Answer { status: head.status, headers: head.headers, body: all.freeze(), url: url.clone() })
}

fn request(url: &Url, ask: &Ask) -> Result<Request<Full<Bytes>>, Error> {
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    };
    let mut request = Request::builder()
        .method(ask.method.clone())
        .uri(target)
        .body(Full::new(ask.body.clone()))
        .map_err(|_| Error::Url("its path cannot be sent"))?;
    let headers = request.headers_mut();
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    headers.insert(USER_AGENT, HeaderValue::from_static(concat!("turnpike/", env!("CARGO_PKG_VERSION"))));
    headers.extend(ask.headers.clone());
    headers.insert(HOST, HeaderValue::try_from(host).map_err(|_| Error::Url("its host cannot be sent"))?);
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    Ok(request)
}

struct Ends(tokio::task::JoinHandle<()>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.abort();
    }
}
