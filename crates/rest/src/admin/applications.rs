//! `/applications`: everybody's.

mod change_owner;
mod delete;
mod list;

use control::Control;
pub use list::ApplicationInfo;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(delete::delete))
        .routes(routes!(change_owner::change_owner))
}
