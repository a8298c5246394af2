//! The call to the back end. A request is sent again only while that cannot make it happen twice.

use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, Request, Response, Uri};
use http_body::Body;
use hyper::body::Incoming;
use tokio::time::timeout;

use super::account::Account;
use super::endpoint;
use crate::body::held::Held;
use crate::body::{Progress, RequestBody, Stall};
use crate::refusal::Cause;
use crate::table::endpoints::{Endpoints, Target};
use crate::upstream::connect::{ConnectError, connect};
use crate::upstream::pool::Lease;
use crate::worker::Worker;

/// How long a kept connection may take to be ready for the next request.
const READY: Duration = Duration::from_millis(20);

/// What is to be called.
pub struct Call<'c> {
    pub worker: &'c Rc<Worker>,
    pub method: &'c Method,
    pub endpoints: &'c Endpoints,
    /// Path below the API's base path.
    pub rest: &'c str,
    pub query: Option<&'c str>,
}

/// A response's head, its body and the connection it comes on.
pub struct Answer {
    pub response: Response<Incoming>,
    pub lease: Lease,
}

/// A request's body.
pub enum Content {
    Stream(Incoming),
    /// Read whole before; how many bytes came is in the progress.
    Whole(Bytes, Held, Rc<Progress>),
}

/// Sends the request to the first target that takes it.
pub async fn send(
    call: &Call<'_>,
    headers: HeaderMap,
    body: Content,
    account: &mut Account,
) -> Result<Answer, Cause> {
    let progress = match &body {
        Content::Stream(incoming) => (!incoming.is_end_stream()).then(Rc::<Progress>::default),
        Content::Whole(_, _, progress) => Some(Rc::clone(progress)),
    };
    account.upstream(progress.clone());
    let within = call.endpoints.timeout.unwrap_or(call.worker.config.upstream.response());
    let mut attempt = pin!(attempt(call, headers, body, progress.clone()));
    let mut taken = progress.as_ref().map_or(0, |p| p.bytes.get());
    let answer = loop {
        match timeout(within, attempt.as_mut()).await {
            Ok(answer) => break answer,
            // The time counts from the end of the request: a body that is still coming in has its own deadline.
            Err(_) => match progress.as_ref().map(|p| p.bytes.get()) {
                Some(bytes) if bytes > taken => taken = bytes,
                _ => break Err(Cause::ResponseTimeout),
            },
        }
    };
    account.upstream_done(answer.as_ref().ok().map(|answer| answer.response.headers()));
    if answer.is_err() && progress.is_some_and(|p| p.failed.get()) {
        return Err(Cause::ClientBody);
    }
    answer
}

async fn attempt(
    call: &Call<'_>,
    headers: HeaderMap,
    body: Content,
    progress: Option<Rc<Progress>>,
) -> Result<Answer, Cause> {
    let worker = call.worker;
    let now = worker.ambient.clock.monotonic();
    let mut request = Request::new(match (body, &progress) {
        (Content::Stream(incoming), Some(progress)) => RequestBody::Stream {
            incoming,
            progress: Rc::clone(progress),
            stall: Stall::new(worker.config.limits.idle()),
        },
        (Content::Whole(bytes, held, _), _) if !bytes.is_empty() => {
            RequestBody::Whole { bytes: Some(bytes), _held: held }
        }
        _ => RequestBody::Empty,
    });
    let empty = request.body().is_end_stream();
    *request.method_mut() = call.method.clone();
    *request.headers_mut() = headers;
    if empty && matches!(*call.method, Method::POST | Method::PUT | Method::PATCH) {
        // RFC 9110, section 8.6: a method that expects content says that there is none.
        request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    let repeatable = empty && call.method.is_idempotent();
    let mut last = Cause::ConnectFailed;
    for target in endpoint::order(worker, call.endpoints, now) {
        *request.uri_mut() = uri(target, call)?;
        let idle = worker.pool.of(&target.origin);
        request.headers_mut().insert(HOST, idle.host.clone());
        let mut fresh = false;
        loop {
            let lease = if fresh { None } else { kept(&idle, now).await };
            fresh = lease.is_none();
            let mut lease = match lease {
                Some(lease) => lease,
                None => match connect(&target.origin, &worker.upstream_tls, worker.config.upstream.connect())
                    .await
                {
                    Ok(sender) => {
                        worker.metrics.upstream_connections.add(1);
                        idle.lease(sender, now)
                    }
                    Err(error) => {
                        tracing::debug!(%error, back_end = %target.origin.authority, "cannot connect");
                        idle.eject(now + Duration::from_secs(worker.config.upstream.eject_secs));
                        last = match error {
                            ConnectError::Timeout => Cause::ConnectTimeout,
                            _ => Cause::ConnectFailed,
                        };
                        break;
                    }
                },
            };
            // Only a kept connection can have gone stale.
            let again = (repeatable && !fresh).then(|| copy(&request));
            match lease.sender.try_send_request(request).await {
                Ok(response) => return Ok(Answer { response, lease }),
                Err(mut error) => {
                    let unsent = error.take_message();
                    let error = error.into_error();
                    tracing::debug!(%error, back_end = %target.origin.authority, fresh, "call failed");
                    // Not written at all, or possibly written and harmless to repeat while no answer had begun.
                    let stale = !fresh && !error.is_parse() && !error.is_timeout();
                    match unsent.or(again.filter(|_| stale)) {
                        Some(back) if !fresh => {
                            worker.metrics.retries.add(1);
                            request = back;
                        }
                        _ if error.is_parse() => return Err(Cause::UpstreamProtocol),
                        _ => return Err(Cause::UpstreamClosed),
                    }
                    fresh = true;
                }
            }
        }
    }
    Err(last)
}

/// A kept connection that is ready.
async fn kept(idle: &Rc<crate::upstream::pool::Idle>, now: Duration) -> Option<Lease> {
    loop {
        let mut lease = idle.take(now)?;
        if lease.sender.is_ready() || matches!(timeout(READY, lease.sender.ready()).await, Ok(Ok(()))) {
            return Some(lease);
        }
    }
}

fn copy(request: &Request<RequestBody>) -> Request<RequestBody> {
    let mut copy = Request::new(RequestBody::Empty);
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy
}

/// The target's path, what is left of the call's, and both queries.
fn uri(target: &Target, call: &Call<'_>) -> Result<Uri, Cause> {
    let mut text = String::with_capacity(
        target.prefix.len() + call.rest.len() + call.query.map_or(0, |q| q.len() + 1) + 1,
    );
    text.push_str(&target.prefix);
    text.push_str(call.rest);
    if text.is_empty() {
        text.push('/');
    }
    let mut mark = '?';
    for query in target.query.as_deref().into_iter().chain(call.query) {
        text.push(mark);
        text.push_str(query);
        mark = '&';
    }
    PathAndQuery::from_maybe_shared(Bytes::from(text))
        .map(Uri::from)
        .map_err(|_| Cause::BadRequest("The request's path is malformed"))
}
