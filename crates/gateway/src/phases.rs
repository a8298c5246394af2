//! A request's way through the gateway, one filter per file, in this order:
//!
//! [`accept`] → [`route`] → [`preflight`] → [`deny`] → [`opaque`] → [`authenticate`] → [`authorise`] → [`limit`] →
//! [`mediate`] → [`policies`] → [`endpoint`] → [`forward`] → [`policies`] → [`respond`] → [`account`]

use std::borrow::Cow;
use std::rc::Rc;

use http::header::CONNECTION;
use http::{HeaderValue, Request, Response, Version};
use http_body::Body;
use hyper::body::Incoming;
use model::catalog::LogLevel;

use crate::body::ResponseBody;
use crate::path;
use crate::policy::Told;
use crate::refusal::Cause;
use crate::refusal::telling::Telling;
use crate::worker::connection::Peer;
use crate::worker::request_id::ACTIVITY_ID;
use crate::worker::{TableRef, Worker};

pub mod accept;
pub mod account;
pub mod api_key;
pub mod authenticate;
pub mod authorise;
pub mod deny;
pub mod endpoint;
pub mod forward;
pub mod limit;
pub mod manage;
pub mod mediate;
pub mod opaque;
pub mod policies;
pub mod preflight;
pub mod respond;
pub mod route;

use account::Account;
use authenticate::Identity;
use policies::Target;

/// Answers one request.
pub async fn handle(
    worker: Rc<Worker>,
    peer: Rc<Peer>,
    request: Request<Incoming>,
) -> Response<ResponseBody> {
    let mut account = Account::open(&worker, &peer);
    let table = worker.table();
    let id = worker.ids.of(request.headers());
    let version = request.version();
    account.begin(&id, request.method());
    let mut telling = Telling::of(request.headers());
    let answer = run(&worker, &peer, &table, request, &id, &mut account, &mut telling).await;
    let mut response = answer.unwrap_or_else(|cause| {
        account.refused(&cause);
        telling.response(&cause).map(ResponseBody::full)
    });
    let headers = response.headers_mut();
    headers.insert(ACTIVITY_ID, id);
    if worker.draining.get() && version != Version::HTTP_2 {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    account.status(response.status());
    response.body_mut().account(account);
    response
}

async fn run<'t>(
    worker: &Rc<Worker>,
    peer: &Peer,
    table: &'t TableRef,
    request: Request<Incoming>,
    id: &'t HeaderValue,
    account: &mut Account,
    telling: &mut Telling<'t>,
) -> Result<Response<ResponseBody>, Cause> {
    let (mut head, body) = request.into_parts();
    let uri = std::mem::take(&mut head.uri);
    let host = accept::host(&uri, &head)?;
    // Checked to be text.
    let name = host.to_str().unwrap_or_default();
    let path = path::normalise(uri.path()).map_err(|e| Cause::BadRequest(e.0))?;
    let client = accept::client(&worker.config, peer.address, &head.headers);
    account.target(client, name, &path);
    if !table.complete {
        return route::health(worker, table, &path).ok_or(Cause::NotReady);
    }
    let Some(hit) = route::api(table, &worker.config.default_vhost, name, &path, peer.tls) else {
        if let Some(answer) = route::health(worker, table, &path) {
            return Ok(answer);
        }
        return manage::answer(worker, peer, &head, &path, uri.query()).await.ok_or(Cause::NoApi);
    };
    let api = hit.api;
    if api.unpublished && !api_key::may_try(&head) {
        return Err(Cause::NoApi);
    }
    telling.for_api(api);
    account.api(api);
    if let Some(answer) = preflight::answer(api, hit.rest, &head) {
        return Ok(answer);
    }
    let operation = route::operation(api, hit.rest, &head.method)?;
    account.operation(operation);
    if operation.log > LogLevel::Off {
        let (headers, method, query) = (&head.headers, &head.method, uri.query());
        let host = name;
        let logged =
            account::Logged { id, method, client, host, path: &path, api, operation, headers, query };
        account.log_as(operation.log, &logged);
    }
    let flows = operation.policies.as_deref().map(|flows| {
        let told = Told { api: &api.name, version: &api.version, operation: &operation.template, id };
        telling.for_policies(flows, told);
        (flows, told)
    });
    deny::anonymous(table, api, client)?;
    if !operation.open {
        opaque::exchange(worker, api, &mut head.headers).await?;
    }
    let call = authenticate::Call { api, operation, headers: &head.headers, query: uri.query(), client };
    let identity = authenticate::caller(worker, table, &call)?;
    let mut subscription = None;
    if let Some(Identity { token, caller }) = &identity {
        account.caller(caller);
        deny::caller(table, api, caller)?;
        subscription = authorise::subscription(table, api, token, caller)?;
        authorise::scope(operation, token)?;
    }
    let charged = limit::Call {
        table,
        api,
        operation,
        identity: identity.as_ref(),
        subscription,
        client,
        headers: &head.headers,
        query: uri.query(),
        announced: body.size_hint().lower(),
    };
    account.permit(limit::admit(worker, &charged).await?);
    let key_type = identity.as_ref().map(|i| i.caller.key_type);
    let endpoints = endpoint::side(api.back_ends_of(operation), key_type)?;
    mediate::strip(&mut head.headers, api);
    let mut target = Target {
        method: head.method,
        path: Cow::Borrowed(hit.rest),
        query: uri.query().map(|query| api_key::without(api, query)),
    };
    let mut asked = None;
    let content;
    if let Some((flows, told)) = flows {
        asked = Some(target.method.clone());
        // Boxed, so that calls without policies carry nothing of it.
        let run = policies::request(worker, flows, &mut head.headers, target, body, identity.as_ref(), told);
        (target, content) = Box::pin(run).await?;
    } else {
        content = forward::Content::Stream(body);
    }
    mediate::add(&mut head.headers, endpoints, peer, client, host, id);
    if let Some(assertions) = &worker.assertions {
        assertions.attach(&mut head.headers, api, identity.as_ref(), subscription, &worker.ambient);
    }
    let Target { method, path, query } = &target;
    let call = forward::Call { worker, method, endpoints, rest: path, query: query.as_deref() };
    let answer = forward::send(&call, head.headers, content, account).await?;
    let mut response = respond::relay(worker, api, telling.origin(), answer);
    if let (Some((flows, told)), Some(asked)) = (flows, &asked) {
        response = Box::pin(policies::response(worker, flows, response, told, asked, method)).await?;
    }
    if worker.config.rate_limit_headers {
        account.tell_standing(response.headers_mut());
    }
    Ok(response)
}
