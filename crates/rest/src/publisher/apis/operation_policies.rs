//! `/apis/{apiId}/operation-policies`: policies that belong to one API.

mod content;
mod create;
mod delete;
mod get;
mod list;

use control::Control;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get, delete::delete))
        .routes(routes!(content::content))
}
