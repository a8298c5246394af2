//! The service catalogue's API, `/api/am/service-catalog/v1`.

mod services;
mod settings;

use control::Control;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::surface::Surface;

/// Base path; `Location` headers start with it.
const BASE: &str = "/api/am/service-catalog/v1";

pub fn surface(control: &Control) -> Surface {
    let routes = OpenApiRouter::new().merge(services::routes()).routes(routes!(settings::settings));
    Surface::new("service-catalog", "Turnpike service catalogue API", BASE, routes, control)
}
