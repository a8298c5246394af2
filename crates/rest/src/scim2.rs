//! SCIM 2.0 (RFC 7643, RFC 7644): users, groups and roles of a tenant, at `/scim2` and `/t/<tenant>/scim2`.
//!
//! Groups and roles are two views of the same thing, as in WSO2: what a user may do follows from the name.

mod administrator;
mod answer;
mod discovery;
mod filter;
mod groups;
mod me;
mod membership;
mod patch;
mod roles;
mod tenanted;
mod users;

use axum::middleware;
use control::Control;
use utoipa_axum::router::OpenApiRouter;

use crate::surface::Surface;

pub fn surface(control: &Control) -> Surface {
    let mut surface = Surface::new("scim2", "Turnpike SCIM 2.0 API", "/scim2", routes(), control);
    let router = surface.router.layer(middleware::map_response(answer::as_scim));
    surface.router = tenanted::with_prefix(router);
    surface
}

fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .merge(users::routes())
        .merge(groups::routes())
        .merge(roles::routes())
        .nest("/v2", roles::routes())
        .merge(me::routes())
        .merge(discovery::routes())
}
