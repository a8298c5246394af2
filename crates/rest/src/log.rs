//! One canonical line per request, at the boundary.

use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Extensions, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use control::Caller;
use model::Ambient;
use tracing::info;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Filled in by the guard when it knows who asks.
#[derive(Clone, Default)]
struct Who(Arc<OnceLock<(String, String)>>);

/// Lets a request that stands for another be logged as that one.
pub fn carry(from: &Extensions, to: &mut Extensions) {
    if let Some(who) = from.get::<Who>() {
        to.insert(who.clone());
    }
}

/// Notes the caller for the request's log line.
pub fn caller(request: &Request, caller: &Caller) {
    if let Some(who) = request.extensions().get::<Who>() {
        drop(who.0.set((caller.name(), caller.tenant().to_string())));
    }
}

/// Middleware: gives the request an id, and logs it when it is answered.
pub async fn request(State(ambient): State<Ambient>, mut request: Request, next: Next) -> Response {
    let started = ambient.clock.monotonic();
    let id = ambient.random_id().simple().to_string();
    let method = request.method().clone();
    // The pattern, not the path: paths may carry tokens and names.
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let who = Who::default();
    request.extensions_mut().insert(who.clone());
    let mut response = next.run(request).await;
    let taken = ambient.clock.monotonic().saturating_sub(started);
    let (user, tenant) = who.0.get().map_or(("-", "-"), |(u, t)| (u.as_str(), t.as_str()));
    info!(
        target: "request",
        {
            http.method = %method,
            http.route = %route,
            http.status = response.status().as_u16(),
            duration_us = taken.as_micros() as u64,
            request.id = %id,
            user = user,
            tenant = tenant,
        },
        "request"
    );
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
