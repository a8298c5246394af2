//! What stands for the parameters of a path and of a query.

use http::Method;

use super::fixture::Fixture;
use super::operation::{Operation, Parameter};

/// What a parameter stands for.
#[derive(Clone, Copy)]
enum Stands {
    /// For an object of the fixture.
    For(&'static str),
    /// For what every tenant has: the value itself.
    As(&'static str),
}
use Stands::{As, For};

/// Part of method and path (empty: any), parameter, meaning. The first that fits holds.
const PARAMETERS: &[(&str, &str, Stands)] = &[
    ("/throttling/policies/application/", "policyId", For("application policy")),
    ("/throttling/policies/subscription/", "policyId", For("subscription policy")),
    ("/throttling/policies/advanced/", "policyId", For("advanced policy")),
    ("/throttling/policies/export", "policyId", For("application policy")),
    // Developers name policies, and every tenant has these.
    ("/throttling-policies/", "policyId", As("Gold")),
    ("/throttling-policies/", "policyLevel", As("subscription")),
    ("HEAD /api/am/publisher/v4/scopes/", "scopeId", For("scope name")),
    ("", "scopeId", For("scope")),
    ("DELETE /api/am/publisher/v4/api-products/", "revisionId", For("spare product revision")),
    ("/api-products/", "revisionId", For("product revision")),
    ("/api-products/", "documentId", For("product document")),
    ("", "apiProductId", For("API product")),
    ("/cancel-revision-workflow/", "revisionId", For("waiting revision")),
    ("", "envName", As("Default")),
    ("", "externalWorkflowRef", For("workflow")),
    ("", "workflowReferenceId", For("workflow")),
    ("DELETE /api/am/publisher/v4/apis/", "revisionId", For("spare revision")),
    ("", "revisionId", For("revision")),
    // Base64 of `Default` and of `admin`.
    ("", "deploymentId", As("RGVmYXVsdA==")),
    ("/scim2/Users/", "id", For("user")),
    ("/scim2/Schemas/", "id", As("urn:ietf:params:scim:schemas:core:2.0:User")),
    ("/scim2/ResourceTypes/", "name", As("User")),
    ("/scim2/", "id", For("role")),
    ("/tenant-logs/", "tenantId", As("carbon.super")),
    ("", "tenantId", For("tenant")),
    ("/tenants/domain/", "domain", For("tenant domain")),
    ("", "roleId", As("YWRtaW4=")),
    ("/change-lifecycle", "action", As("Block")),
    ("/copy-api", "newVersion", As("2.0.0")),
    ("/apis/validate", "query", As("name:new")),
    ("", "policyName", As("Gold")),
    ("/block-subscription", "blockState", As("BLOCKED")),
    ("/change-business-plan", "businessPlan", As("Bronze")),
    ("/admin/v4/tenant-info/", "username", As("changer")),
    ("/admin/v4/custom-urls/", "tenantDomain", As("carbon.super")),
    // Base64 of `apim:api_view`.
    ("/system-scopes/", "scopeName", As("YXBpbTphcGlfdmlldw==")),
    ("/change-owner", "owner", As("other")),
    ("/change-provider", "provider", As("other")),
    ("", "organizationId", For("organization")),
    // Nobody is there.
    ("/validate-endpoint", "endpointUrl", As("http://127.0.0.1:1/")),
    ("", "keyManagerId", For("key manager")),
    ("", "labelId", For("label")),
    ("", "apiCategoryId", For("API category")),
    ("", "ruleId", For("custom rule")),
    ("/apis/{apiId}/operation-policies/", "operationPolicyId", For("API policy")),
    ("", "operationPolicyId", For("common policy")),
    // Every tenant has this one.
    ("/operation-policies/export", "name", As("addHeader")),
    ("", "documentId", For("document")),
    ("/documents/validate", "name", As("Document")),
    ("", "commentId", For("comment")),
    ("/comments", "replyTo", For("comment")),
    ("certificates/{", "alias", For("certificate")),
    ("/client-certs/", "alias", For("certificate")),
    ("", "conditionId", For("deny condition")),
    ("", "environmentId", For("environment")),
    ("/export/api-product", "name", For("product name")),
    ("/export/api-product", "version", As("1.0.0")),
    ("/v4/export/api", "name", For("API name")),
    ("/v4/export/api", "version", As("1.0.0")),
    ("/export", "appName", For("application name")),
    ("", "appOwner", As("admin")),
    ("DELETE /api/am/service-catalog/", "serviceId", For("free service")),
    ("", "serviceId", For("service")),
    ("/api-products/export", "name", For("product name")),
    ("HEAD /api/am/publisher/v4/tenants/", "tenantDomain", As("carbon.super")),
    // The archive has the API it is made of.
    ("/api-products/import", "importAPIs", As("true")),
    ("/import/api-product", "importAPIs", As("true")),
    ("/services/export", "name", For("service name")),
    ("/services/export", "version", As("1.0.0")),
    ("/import-service", "serviceKey", For("service key")),
    ("/reimport-service", "apiId", For("API of a service")),
    ("", "apiId", For("api")),
    ("", "applicationId", For("application")),
    ("", "subscriptionId", For("subscription")),
    ("/signing-keys/", "kid", For("signing key")),
    ("", "keyMappingId", For("key mapping")),
    ("", "keyType", As("PRODUCTION")),
];

/// Optional parameters of queries that are left out: they narrow what is shown.
const LEFT_OUT: &[&str] = &[];

/// A request's path, and whether it names an object of the fixture.
pub struct Place {
    pub path: String,
    pub names_object: bool,
    /// A list narrowed by objects in the query: it may answer with nothing.
    pub may_list: bool,
}

fn stands(operation: &Operation, parameter: &Parameter) -> Option<Stands> {
    let label = operation.label();
    let fits = |part: &str, name: &str| label.contains(part) && name == parameter.name;
    PARAMETERS.iter().find(|(part, name, _)| fits(part, name)).map(|(.., stands)| *stands)
}

/// Parameters of the path and of the query (those required, and those that name objects) filled from the fixture.
/// `None` when the fixture's tenant cannot have such an object.
///
/// # Panics
/// On a parameter that the table does not have.
pub fn place(operation: &Operation, fixture: &Fixture) -> Option<Place> {
    let mut place = Place { path: operation.path.clone(), names_object: false, may_list: false };
    let mut only_in_query = true;
    let mut query = String::new();
    for parameter in operation.parameters.iter().filter(|p| p.place != "header") {
        let in_path = parameter.place == "path";
        let stands = stands(operation, parameter);
        if !in_path
            && (LEFT_OUT.contains(&parameter.name.as_str()) || stands.is_none() && !parameter.required)
        {
            continue;
        }
        let stands = stands.unwrap_or_else(|| {
            panic!(
                "{}: what does {} stand for? Say it in authorisation/place.rs",
                operation.label(),
                parameter.name
            )
        });
        let value = match stands {
            As(value) => value,
            For(kind) => {
                place.names_object = true;
                only_in_query &= !in_path;
                fixture.get(kind)?
            }
        };
        if in_path {
            place.path = place.path.replace(&format!("{{{}}}", parameter.name), value);
        } else {
            let join = if query.is_empty() { "?" } else { "&" };
            query.extend([join, parameter.name.as_str(), "=", value]);
        }
    }
    assert!(!place.path.contains('{'), "{}: a parameter of the path is not documented", operation.label());
    place.path.push_str(&query);
    // What uses a certificate that is not there: nothing, as in WSO2.
    let uses = operation.path.ends_with("/{alias}/usage");
    place.may_list = operation.method == Method::GET && (only_in_query || uses);
    Some(place)
}
