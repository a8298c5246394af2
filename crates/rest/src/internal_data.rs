//! What gateways of other makes ask and tell the control plane, `/internal/data/v1`. Our own use the event hub.
//!
//! Administrators are served, with their password or a token: of the own tenant, or of any with the header `xWSO2Tenant`
//! for those of the super tenant. Objects have UUIDs; the numbers that the contract wants are made from them.

mod apis;
mod applications;
mod block;
mod endpoint_certificates;
mod key_managers;
mod key_mappings;
mod notify_api_deployment_status;
mod policies;
mod revoked;
mod scopes;
mod subscriptions;
mod tenant;

use control::Control;
use utoipa_axum::router::OpenApiRouter;

use crate::surface::Surface;

pub fn surface(control: &Control) -> Surface {
    Surface::new("internal-data", "Turnpike internal data API", "/internal/data/v1", routes(), control)
}

fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .merge(apis::routes())
        .merge(applications::routes())
        .merge(block::routes())
        .merge(endpoint_certificates::routes())
        .merge(key_managers::routes())
        .merge(key_mappings::routes())
        .merge(notify_api_deployment_status::routes())
        .merge(policies::routes())
        .merge(revoked::routes())
        .merge(scopes::routes())
        .merge(subscriptions::routes())
}

/// Whether an object is the one that is asked for, by its id or by its number; nothing asks for any.
fn is_asked_for(id: &str, asked: &str) -> bool {
    asked.is_empty() || asked == id || asked == model::number_of(id).to_string()
}
