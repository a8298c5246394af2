//! The admin API, `/api/am/admin/v4`.

mod environments;
mod settings;
mod throttling;

use control::Control;
use utoipa_axum::router::OpenApiRouter;

use crate::surface::Surface;

pub fn surface(control: &Control) -> Surface {
    Surface::new("admin", "Turnpike admin API", "/api/am/admin/v4", routes(), control)
}

fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().merge(environments::routes()).merge(settings::routes()).merge(throttling::routes())
}
