//! Attached policies around the call to the back end. Bodies are read here, and only where a policy looks at them.

use std::borrow::Cow;
use std::rc::Rc;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, IF_RANGE, RANGE};
use http::{HeaderMap, Method, Response, StatusCode};
use hyper::body::Incoming;

use super::authenticate::Identity;
use super::forward::Content;
use crate::body::held::Unread;
use crate::body::{Progress, RequestBody, ResponseBody, Stall};
use crate::policy::{Answer, Flows, Request, Told};
use crate::refusal::Cause;
use crate::worker::Worker;

/// What policies may change of a request beside its headers and body.
pub struct Target<'t> {
    pub method: Method,
    /// Below the API's base path.
    pub path: Cow<'t, str>,
    pub query: Option<Cow<'t, str>>,
}

/// Runs the policies of a request.
pub async fn request(
    worker: &Worker,
    flows: &Flows,
    headers: &mut HeaderMap,
    target: Target<'_>,
    body: Incoming,
    identity: Option<&Identity>,
    told: Told<'_>,
) -> Result<(Target<'static>, Content), Cause> {
    let most = worker.config.limits.policy_body_bytes;
    let mut content = None;
    let mut whole = Bytes::new();
    let mut stream = Some(body);
    if flows.whole_request
        && let Some(incoming) = stream.take()
    {
        let progress = Rc::<Progress>::default();
        let stall = Stall::new(worker.config.limits.idle());
        let mut reading = RequestBody::Stream { incoming, progress: Rc::clone(&progress), stall };
        let (bytes, held) = worker.room.gather(&mut reading, most).await.map_err(|unread| match unread {
            Unread::TooLarge => Cause::BodyTooLarge,
            Unread::NoRoom => Cause::NoRoom,
            Unread::Broken(_) => Cause::ClientBody,
        })?;
        whole = bytes;
        content = Some((held, progress));
    }
    let token = identity.map(|i| &*i.token);
    let Target { method, path, query } = target;
    let mut request = Request { method, headers, path, query, body: whole, token, told, most };
    flows.request(&mut request)?;
    if flows.whole_response {
        // What the answer is turned from must come whole and as it is.
        for name in [ACCEPT_ENCODING, RANGE, IF_RANGE] {
            request.headers.remove(name);
        }
    }
    let Request { method, path, query, body, .. } = request;
    let target = Target {
        method,
        path: Cow::Owned(path.into_owned()),
        query: query.map(|q| Cow::Owned(q.into_owned())),
    };
    let content = match (content, stream) {
        (Some((held, progress)), _) => Content::Whole(body, held, progress),
        (None, Some(stream)) => Content::Stream(stream),
        (None, None) => return Err(Cause::ClientBody),
    };
    Ok((target, content))
}

/// Runs the policies of a response. `asked` is the client's method, `called` the back end's.
pub async fn response(
    worker: &Worker,
    flows: &Flows,
    answer: Response<ResponseBody>,
    told: Told<'_>,
    asked: &Method,
    called: &Method,
) -> Result<Response<ResponseBody>, Cause> {
    let (mut head, mut body) = answer.into_parts();
    if *called == Method::HEAD && *asked != Method::HEAD {
        // It says how long another answer would be.
        head.headers.remove(CONTENT_LENGTH);
    }
    let most = worker.config.limits.policy_body_bytes;
    let mut held = None;
    let mut whole = Bytes::new();
    if flows.whole_response {
        let (bytes, room) = worker.room.gather(&mut body, most).await.map_err(|unread| match unread {
            Unread::TooLarge => {
                Cause::UpstreamBody("The back end's answer is larger than the API's policies look at")
            }
            Unread::NoRoom => Cause::NoRoom,
            Unread::Broken(_) => Cause::UpstreamClosed,
        })?;
        whole = bytes;
        held = Some(room);
        if *asked != Method::HEAD && head.status != StatusCode::NOT_MODIFIED {
            head.headers.remove(CONTENT_LENGTH);
        }
    }
    let status = head.status.as_u16();
    let mut answer = Answer { headers: &mut head.headers, body: whole, status, told, most };
    flows.response(&mut answer)?;
    let bytes = answer.body;
    let body = match held {
        Some(held) => ResponseBody::held(bytes, held),
        None => body,
    };
    Ok(Response::from_parts(head, body))
}
