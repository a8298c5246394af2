//! Operations of the contract that are not there yet: they say so.

use axum::routing::any;
use control::Control;
use utoipa_axum::router::OpenApiRouter;

use crate::error::Error;

/// Path and what is missing there.
const ABSENT: &[(&str, &str)] = &[
    ("/apis/{apiId}/auditapi", "audits of APIs by an external service"),
    ("/apis/{apiId}/external-stores", "external developer portals"),
    ("/apis/{apiId}/publish-to-external-stores", "external developer portals"),
    ("/apis/{apiId}/resource-policies", "resource policies of SOAP APIs"),
    ("/apis/{apiId}/resource-policies/{resourcePolicyId}", "resource policies of SOAP APIs"),
    ("/external-stores", "external developer portals"),
];

pub fn routes() -> OpenApiRouter<Control> {
    ABSENT.iter().fold(OpenApiRouter::new(), |router, (path, what)| {
        router.route(path, any(move || async move { Error::from(control::Error::NotSupported(what)) }))
    })
}
