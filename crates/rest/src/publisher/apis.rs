//! `/apis`: what publishers make, edit, publish and retire.

pub(super) mod body;
mod client_certificates;
mod comments;
pub(super) mod copy;
mod create;
mod delete;
pub(super) mod deployments;
pub(super) mod documents;
mod export;
mod generate_key;
mod get;
mod import;
mod import_openapi;
mod import_service;
mod info;
pub(super) mod lifecycle;
pub(super) mod list;
mod operation_policies;
mod reimport_service;
mod resource_paths;
pub(super) mod revisions;
pub(super) mod schema;
mod subscription_policies;
mod swagger;
pub(super) mod thumbnail;
mod update;
mod validate;
mod validate_endpoint;
mod validate_openapi;

use axum::extract::DefaultBodyLimit;
use control::Control;
use model::Timestamp;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::surface::DEFINITION_BODY_LIMIT;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get, update::update, delete::delete))
        .routes(routes!(validate::validate))
        .routes(routes!(validate_endpoint::validate_endpoint))
        .routes(routes!(copy::copy))
        .routes(routes!(generate_key::generate_key))
        .routes(routes!(subscription_policies::subscription_policies))
        .routes(routes!(import_service::import_service))
        .routes(routes!(reimport_service::reimport_service))
        .routes(routes!(thumbnail::get, thumbnail::put))
        .routes(routes!(resource_paths::resource_paths))
        .merge(documents::routes())
        .merge(comments::routes())
        .merge(client_certificates::routes())
        .merge(operation_policies::routes())
        .merge(lifecycle::routes())
        .merge(revisions::routes())
        .merge(deployments::routes())
        .merge(definitions())
}

/// Operations whose bodies carry a whole definition or an archive.
fn definitions() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(export::export))
        .routes(routes!(import::import))
        .routes(routes!(import_openapi::import_openapi))
        .routes(routes!(validate_openapi::validate_openapi))
        .routes(routes!(swagger::get, swagger::put))
        .layer(DefaultBodyLimit::max(DEFINITION_BODY_LIMIT))
}

/// Milliseconds since the epoch, as text.
pub(super) fn millis(at: Timestamp) -> String {
    at.millis().to_string()
}

/// `2021-02-11 09:57:25.123`, UTC.
pub(super) fn date_time(at: Timestamp) -> String {
    at.rfc3339().replace('T', " ").trim_end_matches('Z').to_owned()
}
