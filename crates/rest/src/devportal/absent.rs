//! Operations of the contract that are not there yet: they say so.

use axum::routing::any;
use control::Control;
use utoipa_axum::router::OpenApiRouter;

use crate::error::Error;

/// Path and what is missing there.
const ABSENT: &[(&str, &str)] = &[
    ("/apis/{apiId}/graphql-policies/complexity", "GraphQL APIs"),
    ("/apis/{apiId}/graphql-policies/complexity/types", "GraphQL APIs"),
    ("/apis/{apiId}/graphql-schema", "GraphQL APIs"),
    ("/apis/{apiId}/sdks/{language}", "generated client libraries"),
    ("/apis/{apiId}/topics", "event APIs"),
    ("/apis/{apiId}/wsdl", "SOAP APIs"),
    ("/applications/export", "export of applications"),
    ("/applications/import", "import of applications"),
    ("/applications/{applicationId}/api-keys/{keyType}/generate", "API keys"),
    ("/applications/{applicationId}/api-keys/{keyType}/revoke", "API keys"),
    ("/recommendations", "recommendations"),
    ("/sdk-gen/languages", "generated client libraries"),
    ("/subscriptions/{apiId}/additionalInfo", "Solace"),
    ("/subscriptions/{subscriptionId}/usage", "monetization"),
    ("/webhooks/subscriptions", "webhooks"),
];

pub fn routes() -> OpenApiRouter<Control> {
    ABSENT.iter().fold(OpenApiRouter::new(), |router, (path, what)| {
        router.route(path, any(move || async move { Error::from(control::Error::NotSupported(what)) }))
    })
}
