//! A connection to an address that may be reached.

use std::net::{IpAddr, SocketAddr};

use tokio::net::TcpStream;
use url::{Host, Url};

use crate::{Error, Inner};

/// Addresses of one name that are tried.
const TRIED: usize = 4;

/// Connects to one of the addresses of the URL's host that the rules let pass. The name is resolved once: it cannot
/// mean another address between the check and the connection.
pub async fn connect(inner: &Inner, url: &Url) -> Result<TcpStream, Error> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let port = url.port_or_known_default().ok_or(Error::Url("it has no port"))?;
    let addresses: Vec<IpAddr> = match url.host() {
        Some(Host::Ipv4(v4)) => vec![v4.into()],
        Some(Host::Ipv6(v6)) => vec![v6.into()],
        Some(Host::Domain(name)) => {
            inner.resolver.resolve(name).await.map_err(|_| Error::NoAddress(host.clone()))?
        }
        None => Vec::new(),
    };
    let mut refused = None;
    let mut tried = 0;
    for address in addresses {
        if let Err(rule) = inner.rules.refuse(address) {
            refused = Some(rule);
            continue;
        }
        if tried == TRIED {
            break;
        }
        tried += 1;
        match TcpStream::connect(SocketAddr::new(address, port)).await {
            Ok(stream) => return Ok(stream),
            Err(error) => tracing::debug!(host, %address, %error, "no connection"),
        }
    }
    match refused {
        Some(rule) if tried == 0 => {
            tracing::warn!(host, rule, "a URL that a user named is refused");
            Err(Error::Refused { host, rule })
        }
        _ if tried == 0 => Err(Error::NoAddress(host)),
        _ => Err(Error::Unreachable(host)),
    }
}
