//! The back end's response on its way to the client.

use http::{HeaderValue, Response};

use super::forward::Answer;
use super::{mediate, preflight};
use crate::body::ResponseBody;
use crate::table::Api;
use crate::worker::Worker;

/// Passes head and body on; the connection to the back end returns to the pool when the body has come whole.
pub fn relay(
    worker: &Worker,
    api: &Api,
    origin: Option<&HeaderValue>,
    answer: Answer,
) -> Response<ResponseBody> {
    let (mut head, incoming) = answer.response.into_parts();
    let whole = head.headers.get(http::header::CONTENT_LENGTH).cloned();
    mediate::hop_by_hop(&mut head.headers);
    if let Some(length) = whole {
        // Kept for answers to HEAD and for 304, which have no body to measure.
        head.headers.insert(http::header::CONTENT_LENGTH, length);
    }
    if let Some(cors) = &api.cors {
        for name in [
            http::header::ACCESS_CONTROL_ALLOW_ORIGIN,
            http::header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            http::header::ACCESS_CONTROL_ALLOW_METHODS,
            http::header::ACCESS_CONTROL_ALLOW_HEADERS,
        ] {
            head.headers.remove(name);
        }
        preflight::allow_origin(cors, origin, &mut head.headers);
    }
    let body = ResponseBody::relay(incoming, answer.lease, worker.config.limits.idle());
    head.version = http::Version::HTTP_11;
    Response::from_parts(head, body)
}
