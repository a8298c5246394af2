//! `/key-managers`: the resident one, which cannot be changed, and others.

mod body;
mod create;
mod delete;
mod discover;
mod get;
mod list;
mod update;

use control::Control;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(discover::discover))
        .routes(routes!(get::get, update::update, delete::delete))
}
