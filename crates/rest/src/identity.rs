//! Self sign-up, `/api/identity/user/v1.0`, in the form of WSO2 Identity Server.

mod me;

use control::Control;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::surface::Surface;

pub fn surface(control: &Control) -> Surface {
    let routes = OpenApiRouter::new().routes(routes!(me::create));
    Surface::new("identity", "Turnpike self sign-up API", "/api/identity/user/v1.0", routes, control)
}
