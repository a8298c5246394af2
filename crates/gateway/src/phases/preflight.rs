//! Cross-origin requests (Fetch standard): preflights are answered here, without credentials; actual responses get
//! the allowing headers. An API with CORS switched off leaves both to its back end.

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response};

use crate::body::ResponseBody;
use crate::table::Api;
use crate::table::api::Cors;

/// The answer to a preflight; `None` for every other request, and where the API defines OPTIONS itself and this is
/// not a browser's preflight.
pub fn answer(api: &Api, rest: &str, head: &Parts) -> Option<Response<ResponseBody>> {
    let cors = api.cors.as_ref()?;
    if head.method != Method::OPTIONS || api.blocked {
        return None;
    }
    // An unknown resource is answered by routing.
    let methods = api.paths.methods(rest)?;
    let preflight =
        head.headers.contains_key(ORIGIN) && head.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if !preflight && methods.contains(&Method::OPTIONS) {
        return None;
    }
    let mut response = Response::new(ResponseBody::full(Bytes::new()));
    let headers = response.headers_mut();
    allow_origin(cors, head.headers.get(ORIGIN), headers);
    let announced: Vec<&str> = methods
        .iter()
        .filter(|m| cors.methods.is_empty() || cors.methods.contains(m))
        .map(Method::as_str)
        .collect();
    if let Ok(value) = HeaderValue::from_str(&announced.join(",")) {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, value);
    }
    if let Some(allowed) = &cors.headers {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, allowed.clone());
    }
    Some(response)
}

/// Lets the origin read the response, if it may. Where any origin may, none gets the user's credentials along.
pub fn allow_origin(cors: &Cors, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
    if cors.origins.is_empty() {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        return;
    }
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin.filter(|o| cors.origins.contains(o)) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        if cors.credentials {
            headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
    }
}
