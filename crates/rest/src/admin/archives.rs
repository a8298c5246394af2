//! `/export` and `/import`: archives of APIs, API products and applications, for administrators' tools.

mod export_api;
mod export_application;
mod export_product;
mod import_api;
mod import_application;
mod import_product;

use axum::extract::DefaultBodyLimit;
use control::Control;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::surface::DEFINITION_BODY_LIMIT;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(export_api::export))
        .routes(routes!(export_application::export))
        .routes(routes!(export_product::export))
        .routes(routes!(import_api::import))
        .routes(routes!(import_product::import))
        .routes(routes!(import_application::import))
        .layer(DefaultBodyLimit::max(DEFINITION_BODY_LIMIT))
}
