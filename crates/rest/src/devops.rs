//! The operators' API, `/api/am/devops/v0`, as `apictl` calls it: for administrators of the super tenant.

mod correlation;
mod tenant_logs;

use control::Control;
use utoipa_axum::router::OpenApiRouter;

use crate::surface::Surface;

pub fn surface(control: &Control) -> Surface {
    let routes = OpenApiRouter::new().merge(correlation::routes()).merge(tenant_logs::routes());
    Surface::new("devops", "Turnpike operators' API", "/api/am/devops/v0", routes, control)
}
