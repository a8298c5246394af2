//! One public API: its routes, its OpenAPI document, and the guard made from it.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use control::Control;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{
    Flow, HttpAuthScheme, HttpBuilder, OAuth2, Password, Scopes, SecurityScheme,
};
use utoipa_axum::router::OpenApiRouter;

use crate::error::Error;
use crate::guard::{self, Guard};

/// Bytes of a request body unless a route says otherwise.
pub const BODY_LIMIT: usize = 1024 * 1024;
/// Bytes of a request that carries an API definition or an archive.
pub const DEFINITION_BODY_LIMIT: usize = 12 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(60);

/// A public API, guarded and ready to be merged into a server.
pub struct Surface {
    /// Short name, e.g. `publisher`; the document is served at `/api-docs/<name>.json`.
    pub name: &'static str,
    pub router: Router,
    pub openapi: OpenApi,
}

impl Surface {
    /// `base` is the API's base path, e.g. `/api/am/publisher/v4`; the routes are relative to it.
    pub fn new(
        name: &'static str,
        title: &str,
        base: &str,
        routes: OpenApiRouter<Control>,
        control: &Control,
    ) -> Self {
        let (router, mut openapi) = OpenApiRouter::new().nest(base, routes).split_for_parts();
        title.clone_into(&mut openapi.info.title);
        env!("CARGO_PKG_VERSION").clone_into(&mut openapi.info.version);
        describe_security(&mut openapi);
        let absent = crate::absent::left_of(name, base, &openapi);
        let guard = Guard::from_openapi(&openapi, control.clone()).with_absent(&absent);
        let router = crate::absent::add(router, &absent)
            .method_not_allowed_fallback(method_not_allowed)
            .layer(middleware::from_fn(crate::target::check))
            .layer(middleware::from_fn_with_state(guard, guard::enforce))
            .layer(DefaultBodyLimit::max(BODY_LIMIT))
            .with_state(control.clone());
        Self { name, router, openapi }
    }
}

/// What applies to every API: log line, time limit, safety headers, JSON for what nobody serves.
pub fn finish(router: Router, control: &Control) -> Router {
    let set = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    router
        .fallback(not_found)
        .layer(set(header::CACHE_CONTROL, "no-store"))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::X_FRAME_OPTIONS, "DENY"))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CatchPanicLayer::custom(|_| Error::internal("a handler panicked").into_response()))
        .layer(middleware::from_fn_with_state(control.ambient().clone(), crate::log::request))
}

async fn not_found() -> Response {
    Error::NotFound.into_response()
}

async fn method_not_allowed() -> Response {
    Error::MethodNotAllowed.into_response()
}

fn describe_security(openapi: &mut OpenApi) {
    let password = Flow::Password(Password::new("/oauth2/token", Scopes::new()));
    let components = openapi.components.get_or_insert_default();
    components.add_security_scheme(guard::OAUTH2, SecurityScheme::OAuth2(OAuth2::new([password])));
    components.add_security_scheme(
        guard::BASIC,
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Basic).build()),
    );
}
