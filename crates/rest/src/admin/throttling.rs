//! `/throttling`: policies and deny conditions.

mod condition;
mod limit;
mod policies;

use control::Control;
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().merge(policies::routes())
}
