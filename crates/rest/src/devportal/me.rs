//! `/me`: the caller's own account.

mod change_password;
mod organization_information;

use control::Control;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(change_password::change_password))
        .routes(routes!(organization_information::get))
}
