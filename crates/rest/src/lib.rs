//! The public REST APIs: one folder per resource, one file per operation.
//!
//! A handler is extractors in, [`error::Error`] or an answer out; the work is a use case in `control`. What a
//! caller needs is said once, in the operation's own OpenAPI annotation, and enforced from there by [`guard`]:
//! an operation that says nothing is refused. The crate must not know SQL or other servers.

pub mod absent;
mod admin;
mod api_comment;
mod api_document;
mod archive;
mod category;
mod certificate;
mod devops;
mod devportal;
pub mod document;
mod environment;
pub mod error;
pub mod extract;
pub mod guard;
mod identity;
mod internal_data;
pub mod log;
pub mod paging;
mod publisher;
mod scim2;
mod service_catalog;
pub mod surface;
mod target;
mod tenant_domain;
mod tenants;
mod workflow;

use axum::Router;
use control::Control;
use utoipa::openapi::OpenApi;

pub use error::Error;
pub use surface::Surface;

/// Every public API of the control plane.
pub fn surfaces(control: &Control) -> Vec<Surface> {
    vec![
        admin::surface(control),
        devops::surface(control),
        devportal::surface(control),
        absent::surface("governance", "Turnpike governance API", "/api/am/governance/v1", control),
        identity::surface(control),
        internal_data::surface(control),
        publisher::surface(control),
        scim2::surface(control),
        service_catalog::surface(control),
        tenants::surface(control),
    ]
}

/// The APIs of `surfaces` on one router, with what applies to all of them: request log, limits, safety headers.
pub fn router(control: &Control) -> Router {
    router_with(control, Router::new())
}

/// The same, with other servers' routes beside the APIs.
pub fn router_with(control: &Control, others: Router) -> Router {
    router_of(surfaces(control), control, others)
}

/// What a key manager that is apart serves beside its OAuth2 endpoints: users, roles, tenants and signing keys.
pub fn router_of_key_manager(control: &Control, others: Router) -> Router {
    router_of(
        vec![identity::surface(control), scim2::surface(control), tenants::surface(control)],
        control,
        others,
    )
}

fn router_of(surfaces: Vec<Surface>, control: &Control, others: Router) -> Router {
    let documents: Vec<(&'static str, OpenApi)> =
        surfaces.iter().map(|s| (s.name, s.openapi.clone())).collect();
    let router = surfaces.into_iter().fold(Router::new(), |router, s| router.merge(s.router));
    surface::finish(router.merge(document::router(documents)).merge(others), control)
}
