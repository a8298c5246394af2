//! `/apis/{apiId}/comments`: what is said about an API, in threads.

mod add;
mod delete;
mod edit;
mod get;
mod list;
mod replies;

use control::Control;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, add::add))
        .routes(routes!(get::get, edit::edit, delete::delete))
        .routes(routes!(replies::replies))
}
