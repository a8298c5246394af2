//! API keys, and the test keys of publishers: where they are in a request, and what they say.

use std::borrow::Cow;
use std::net::IpAddr;

use http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, REFERER};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use model::api_key::{API_KEY_NAME, ApiKeyClaims, TEST_KEY_HEADER, TestKeyClaims, matches};
use model::network::Network;
use percent_encoding::percent_decode_str;

use crate::refusal::Cause;
use crate::table::Api;
use crate::token::{Kind, Terms};

const TEST_KEY: HeaderName = HeaderName::from_static(TEST_KEY_HEADER);

/// Whether a request may be for an API that is not published yet: it has a test key, or a browser asks on behalf of
/// one that will.
pub fn may_try(head: &Parts) -> bool {
    let preflight = head.method == Method::OPTIONS
        && head.headers.contains_key(ORIGIN)
        && head.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    preflight || head.headers.contains_key(TEST_KEY)
}

/// The test key of a request, if it has one.
pub fn test_key(headers: &HeaderMap) -> Result<Option<&[u8]>, Cause> {
    one(headers, &TEST_KEY)
}

/// The API key of a request, from the header or the query parameter that the API takes it from.
pub fn api_key<'r>(
    api: &Api,
    headers: &'r HeaderMap,
    query: Option<&'r str>,
) -> Result<Option<Cow<'r, [u8]>>, Cause> {
    if let Some(text) = one(headers, &api.api_key.header)? {
        return Ok(Some(text.into()));
    }
    let mut values = query.into_iter().flat_map(|q| q.split('&')).filter_map(|pair| value(api, pair));
    let found = values.next().map(|text| percent_decode_str(text).into());
    if values.next().is_some() || (found.is_none() && headers.contains_key(API_KEY_NAME)) {
        // More than one, or in the wrong place: a wrong credential.
        return Err(Cause::InvalidCredentials);
    }
    Ok(found)
}

fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h [u8]>, Cause> {
    let mut values = headers.get_all(name).iter();
    let Some(first) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Cause::InvalidCredentials);
    }
    Ok(Some(first.as_bytes().trim_ascii()))
}

/// The API key in one `name=value` of a query.
fn value<'q>(api: &Api, pair: &'q str) -> Option<&'q str> {
    let (name, value) = pair.split_once('=')?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    name.eq_ignore_ascii_case(&api.api_key.parameter).then_some(value)
}

/// The query without the API key.
pub fn without<'q>(api: &Api, query: &'q str) -> Cow<'q, str> {
    if !api.schemes.api_key || !query.split('&').any(|pair| value(api, pair).is_some()) {
        return query.into();
    }
    query.split('&').filter(|pair| value(api, pair).is_none()).collect::<Vec<_>>().join("&").into()
}

/// Takes keys out of what the back end gets.
pub fn strip(api: &Api, headers: &mut HeaderMap) {
    headers.remove(TEST_KEY);
    if api.schemes.api_key {
        headers.remove(&api.api_key.header);
    }
}

/// Whom a good API key is for.
pub fn terms(payload: &[u8]) -> Option<Kind> {
    let claims: ApiKeyClaims = serde_json::from_slice(payload).ok()?;
    let each = |list: &'_ str| -> Vec<Box<str>> {
        list.split(',').map(str::trim).filter(|t| !t.is_empty()).map(Box::from).collect()
    };
    // A range that cannot be read must not let everybody.
    let networks = each(&claims.permitted_ip).iter().map(|t| Network::parse(t)).collect::<Option<_>>()?;
    let referers = each(&claims.permitted_referer);
    Some(Kind::ApiKey(Box::new(Terms { application: claims.application.uuid.into(), networks, referers })))
}

/// The API that a good test key is for.
pub fn tried(payload: &[u8]) -> Option<Kind> {
    let claims: TestKeyClaims = serde_json::from_slice(payload).ok()?;
    Some(Kind::TestKey(claims.apis.into_iter().next()?.uuid.into()))
}

/// Whether the key may be used from here.
pub fn permitted(terms: &Terms, headers: &HeaderMap, client: IpAddr) -> Result<(), Cause> {
    if !terms.networks.is_empty() && !terms.networks.iter().any(|n| n.contains(client)) {
        return Err(Cause::KeyNotForThis("The API key may not be used from this address"));
    }
    let referer = headers.get(REFERER).map(HeaderValue::as_bytes).map(std::str::from_utf8);
    let referer = referer.and_then(Result::ok).unwrap_or_default();
    if !terms.referers.is_empty() && !terms.referers.iter().any(|pattern| matches(pattern, referer)) {
        return Err(Cause::KeyNotForThis("The API key may not be used from this page"));
    }
    Ok(())
}
