//! What every request must be before it is routed: one host, one target (RFC 9112, section 3).

use std::net::IpAddr;

use http::header::HOST;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, Version};

use crate::config::Config;
use crate::refusal::Cause;

/// Proxies tell here whom they speak for.
pub const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Host and port the request is for, as the client wrote them; empty for HTTP/1.0 without one.
pub fn host(uri: &Uri, head: &Parts) -> Result<HeaderValue, Cause> {
    const MALFORMED: Cause = Cause::BadRequest("The request's host is malformed");
    if head.method == Method::CONNECT || head.method == Method::TRACE {
        return Err(Cause::BadRequest("The request's method is not allowed"));
    }
    let mut named = head.headers.get_all(HOST).iter();
    let header = named.next();
    if named.next().is_some() {
        return Err(Cause::BadRequest("The request has more than one host"));
    }
    let host = match (uri.authority(), header) {
        (Some(target), Some(header))
            if !target.as_str().as_bytes().eq_ignore_ascii_case(header.as_bytes()) =>
        {
            return Err(Cause::BadRequest("The request's target and its host differ"));
        }
        (_, Some(header)) => header.clone(),
        (Some(target), None) => HeaderValue::from_str(target.as_str()).map_err(|_| MALFORMED)?,
        (None, None) if head.version == Version::HTTP_10 => HeaderValue::from_static(""),
        (None, None) => return Err(Cause::BadRequest("The request has no host")),
    };
    if plain(host.as_bytes()) { Ok(host) } else { Err(MALFORMED) }
}

/// A host with or without port; no user information, no path.
fn plain(host: &[u8]) -> bool {
    host.iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']' | b'%'))
}

/// The client's address: the connection's, or what the proxies in front say.
pub fn client(config: &Config, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let hops = config.forwarded_for_hops;
    if hops == 0 {
        return peer;
    }
    let entries = headers.get_all(FORWARDED_FOR).iter().filter_map(|v| v.to_str().ok());
    let entries: Vec<&str> = entries.flat_map(|v| v.split(',')).map(str::trim).collect();
    let told = entries.len().checked_sub(hops).or((!entries.is_empty()).then_some(0)).map(|at| entries[at]);
    told.and_then(address).unwrap_or(peer)
}

/// An address, possibly with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.parse::<IpAddr>().ok();
    bare.or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|a| a.ip())).map(|a| a.to_canonical())
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn told(uri: &str, hosts: &[&str]) -> Option<String> {
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        host(&head.uri, &head).ok().map(|h| h.to_str().unwrap().to_owned())
    }

    #[test]
    fn one_host_and_no_other() {
        assert_eq!(told("/a", &["h:80"]).as_deref(), Some("h:80"));
        assert_eq!(told("http://H/a", &["h"]).as_deref(), Some("h"));
        assert_eq!(told("http://other/a", &["h"]), None);
        assert_eq!(told("/a", &["h", "h"]), None);
        assert_eq!(told("/a", &[]), None);
        assert_eq!(told("/a", &["u@h"]), None);
        assert_eq!(told("/a", &["h/x"]), None);
    }

    #[test]
    fn the_client_is_as_many_entries_from_the_end_as_there_are_proxies() {
        let of = |hops, value: &'static str| {
            let config = Config { forwarded_for_hops: hops, ..Config::default() };
            let mut headers = HeaderMap::new();
            headers.insert(FORWARDED_FOR, HeaderValue::from_static(value));
            client(&config, "10.0.0.1".parse().unwrap(), &headers).to_string()
        };
        assert_eq!(of(0, "1.1.1.1"), "10.0.0.1");
        assert_eq!(of(1, "6.6.6.6, 1.1.1.1"), "1.1.1.1");
        assert_eq!(of(2, "6.6.6.6, 1.1.1.1, 2.2.2.2"), "1.1.1.1");
        assert_eq!(of(2, "1.1.1.1:4711"), "1.1.1.1");
        assert_eq!(of(1, "unknown"), "10.0.0.1");
    }
}
