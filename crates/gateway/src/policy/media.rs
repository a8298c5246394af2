//! What a message's body is, as its headers say.

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use crate::refusal::Cause;

/// The media type without parameters.
fn essence(headers: &HeaderMap) -> &str {
    let value = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}

pub fn is(headers: &HeaderMap, media: &str) -> bool {
    essence(headers).eq_ignore_ascii_case(media)
}

/// `application/json`, `text/json`, `application/problem+json`...
pub fn is_json(headers: &HeaderMap) -> bool {
    named(essence(headers), "json")
}

/// `application/xml`, `text/xml`, `application/soap+xml`...
pub fn is_xml(headers: &HeaderMap) -> bool {
    named(essence(headers), "xml")
}

pub fn is_unknown(headers: &HeaderMap) -> bool {
    essence(headers).is_empty()
}

fn named(essence: &str, what: &str) -> bool {
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    let tail = subtype.rsplit('+').next().unwrap_or_default();
    tail.eq_ignore_ascii_case(what)
}

/// Is the body coded, as with gzip?
pub fn is_coded(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().any(|v| !v.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// Refuses a request whose body cannot be looked at.
pub fn plain(headers: &HeaderMap) -> Result<(), Cause> {
    if is_coded(headers) {
        return Err(Cause::BodyUnreadable("The request's body is encoded; the API's policies must read it"));
    }
    Ok(())
}
