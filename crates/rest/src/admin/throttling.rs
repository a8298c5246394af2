//! `/throttling`: policies and deny conditions.

mod condition;
mod deny;
mod limit;
mod policies;

use control::Control;
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().merge(policies::routes()).merge(deny::routes())
}
