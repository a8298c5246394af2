//! What gateways of other makes tell the control plane, `/internal/data/v1`. Our own use the event hub.

mod notify_api_deployment_status;

use control::Control;
use utoipa_axum::router::OpenApiRouter;

use crate::surface::Surface;

pub fn surface(control: &Control) -> Surface {
    Surface::new("internal-data", "Turnpike internal data API", "/internal/data/v1", routes(), control)
}

fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().merge(notify_api_deployment_status::routes())
}
