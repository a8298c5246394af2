//! The endpoints, one per file.

mod authorize;
mod device;
mod discovery;
mod introspect;
mod jwks;
mod registration;
mod revoke;
mod token;
mod userinfo;

use axum::Router;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::OAuth;

/// Every endpoint: for the super tenant, and again under `/t/{tenant}`. Dynamic registration is for all tenants at
/// one place, as in WSO2: the user who registers says which.
pub fn router(oauth: OAuth) -> Router {
    let (endpoints, _) = tenant_endpoints().split_for_parts();
    let (registration, _) = registration_endpoints().split_for_parts();
    endpoints
        .clone()
        .merge(Router::new().nest("/t/{tenant}", endpoints))
        .merge(registration)
        .with_state(oauth)
}

/// The OpenAPI document of the endpoints, without those under `/t/{tenant}`, which are the same.
pub fn openapi() -> OpenApi {
    let mut openapi = tenant_endpoints().merge(registration_endpoints()).into_openapi();
    "OAuth2 and OpenID Connect".clone_into(&mut openapi.info.title);
    env!("CARGO_PKG_VERSION").clone_into(&mut openapi.info.version);
    openapi
}

fn tenant_endpoints() -> OpenApiRouter<OAuth> {
    OpenApiRouter::new()
        .routes(routes!(authorize::authorize, authorize::authorize_by_post))
        .routes(routes!(authorize::log_in))
        .routes(routes!(authorize::consent))
        .routes(routes!(authorize::log_out, authorize::log_out_by_post))
        .routes(routes!(authorize::confirm_logout))
        .routes(routes!(token::issue))
        .routes(routes!(device::begin))
        .routes(routes!(device::page, device::type_code))
        .routes(routes!(introspect::introspect))
        .routes(routes!(revoke::revoke))
        .routes(routes!(jwks::jwks))
        .routes(routes!(userinfo::userinfo, userinfo::userinfo_by_post))
        .routes(routes!(discovery::configuration))
        .routes(routes!(discovery::configuration_of_issuer))
}

fn registration_endpoints() -> OpenApiRouter<OAuth> {
    OpenApiRouter::new().routes(routes!(registration::create::create)).routes(routes!(
        registration::read::read,
        registration::update::update,
        registration::delete::delete
    ))
}
