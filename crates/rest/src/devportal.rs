//! The developer portal's API, `/api/am/devportal/v3`.

mod apis;
mod applications;
mod scope;
mod subscriptions;
mod throttling_policies;
mod viewer;

use control::Control;
use utoipa_axum::router::OpenApiRouter;

use crate::surface::Surface;

pub fn surface(control: &Control) -> Surface {
    Surface::new("devportal", "Turnpike developer portal API", "/api/am/devportal/v3", routes(), control)
}

fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .merge(applications::routes())
        .merge(subscriptions::routes())
        .merge(apis::routes())
        .merge(throttling_policies::routes())
}
