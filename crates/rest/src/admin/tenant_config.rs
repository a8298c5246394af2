//! `/tenant-config` and `/tenant-config-schema`.

mod get;
mod replace;
mod schema;

use control::Control;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(get::get, replace::replace)).routes(routes!(schema::get))
}
