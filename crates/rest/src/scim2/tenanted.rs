//! `/t/<tenant>/scim2/...`: the same API, named with its tenant.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use tower::ServiceExt;

use crate::error::Error;
use crate::extract::Path;

/// Domain in the path of the request.
#[derive(Clone)]
pub struct OfTenant(pub String);

/// The router, and under the prefix the router again.
pub fn with_prefix(router: Router) -> Router {
    let inner = router.clone();
    router.route(
        "/t/{tenant}/scim2/{*rest}",
        any(move |Path((tenant, _)): Path<(String, String)>, request: Request| {
            forward(inner, tenant, request)
        }),
    )
}

async fn forward(inner: Router, tenant: String, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    // The path as sent: what was percent-encoded stays so.
    let rest = parts.uri.path().splitn(4, '/').nth(3).unwrap_or_default();
    let query = parts.uri.query().map(|q| format!("?{q}")).unwrap_or_default();
    let Ok(uri) = Uri::try_from(format!("/{rest}{query}")) else {
        return Error::NotFound.into_response();
    };
    // A new request: what the outer router noted about its own route must not reach the inner one.
    let mut inward = axum::http::Request::new(Body::new(body));
    *inward.method_mut() = parts.method;
    *inward.uri_mut() = uri;
    *inward.headers_mut() = parts.headers;
    crate::log::carry(&parts.extensions, inward.extensions_mut());
    inward.extensions_mut().insert(OfTenant(tenant));
    inner.oneshot(inward).await.unwrap_or_else(|never| match never {})
}
