//! `/export` and `/import`: archives of APIs, API products and applications, for administrators' tools.

mod export_api;
mod export_application;
mod export_product;
mod import_api;
mod import_application;
mod import_product;

use axum::extract::DefaultBodyLimit;
use control::Control;
use control::archive::ApiExport;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::archive::{self, Notation};
use crate::surface::DEFINITION_BODY_LIMIT;

/// The working copy of an API or API product.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Wanted {
    name: String,
    version: String,
    provider_name: Option<String>,
    #[param(inline)]
    format: Option<Notation>,
    /// Otherwise it is CREATED where it is imported, and so are the APIs of a product.
    #[serde(default = "archive::yes")]
    #[param(default = true)]
    preserve_status: bool,
}

impl From<Wanted> for ApiExport {
    fn from(wanted: Wanted) -> Self {
        Self {
            name: Some(wanted.name),
            version: Some(wanted.version),
            provider: wanted.provider_name.filter(|p| !p.is_empty()),
            format: archive::format(wanted.format),
            preserve_status: wanted.preserve_status,
            ..Self::default()
        }
    }
}

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
