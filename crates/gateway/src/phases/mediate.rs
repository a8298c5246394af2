//! What the back end gets: the client's headers without those that were for this hop or for us, and ours.

use std::net::IpAddr;

use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, EXPECT, HOST, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE,
    TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::accept::FORWARDED_FOR;
use crate::table::Api;
use crate::table::endpoints::Endpoints;
use crate::worker::connection::Peer;
use crate::worker::request_id::ACTIVITY_ID;

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");
const PROXY_CONNECTION: HeaderName = HeaderName::from_static("proxy-connection");

/// Takes out of the client's headers what was for this hop or for us.
pub fn strip(headers: &mut HeaderMap, api: &Api) {
    hop_by_hop(headers);
    super::authenticate::strip(api, headers);
    headers.remove(HOST);
}

/// Adds to the headers for the back end what is ours; `Host` follows when the back end is chosen.
pub fn add(
    headers: &mut HeaderMap,
    endpoints: &Endpoints,
    peer: &Peer,
    client: IpAddr,
    host: HeaderValue,
    id: &HeaderValue,
) {
    if let Some(credential) = &endpoints.credential {
        headers.insert(AUTHORIZATION, credential.clone());
    }
    forwarded_for(headers, peer, client);
    headers.insert(FORWARDED_PROTO, HeaderValue::from_static(if peer.tls { "https" } else { "http" }));
    if !host.is_empty() {
        headers.insert(FORWARDED_HOST, host);
    }
    headers.insert(ACTIVITY_ID, id.clone());
}

/// Adds the connection's address; without trusted proxies what the client says of itself is dropped.
fn forwarded_for(headers: &mut HeaderMap, peer: &Peer, client: IpAddr) {
    let address = peer.address.to_string();
    // The client differs from the connection only where proxies are trusted.
    let chain = (client != peer.address).then(|| headers.get(FORWARDED_FOR)).flatten();
    let value = match chain.and_then(|c| c.to_str().ok()) {
        Some(chain) => HeaderValue::try_from(format!("{chain}, {address}")),
        None => HeaderValue::try_from(address),
    };
    if let Ok(value) = value {
        headers.insert(FORWARDED_FOR, value);
    }
}

/// Removes what belongs to one hop (RFC 9110, section 7.6.1), and what frames the message: it is framed anew.
pub fn hop_by_hop(headers: &mut HeaderMap) {
    let mut found = false;
    for name in headers.keys() {
        found |= is_hop(name);
    }
    if !found {
        return;
    }
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .filter_map(|n| n.trim().parse().ok())
        // A client must not make us drop what we decide by or add.
        .filter(|n: &HeaderName| {
            !matches!(n.as_str(), "host" | "authorization" | "content-type" | "cookie" | "activityid")
        })
        .collect();
    for name in named {
        headers.remove(name);
    }
    for name in HOP {
        headers.remove(name);
    }
}

const HOP: [HeaderName; 11] = [
    CONNECTION,
    CONTENT_LENGTH,
    EXPECT,
    KEEP_ALIVE,
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    PROXY_CONNECTION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

fn is_hop(name: &HeaderName) -> bool {
    HOP.contains(name)
}
