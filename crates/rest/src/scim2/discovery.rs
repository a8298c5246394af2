//! What this service provider can do (RFC 7644, 4). Open to anybody.

use axum::Json;
use control::Control;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::ListResponse;
use super::users;
use crate::error::Error;
use crate::extract::Path;

const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ROLE: &str = "urn:ietf:params:scim:schemas:extension:2.0:Role";

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(service_provider_config))
        .routes(routes!(resource_types))
        .routes(routes!(resource_type))
        .routes(routes!(schemas))
        .routes(routes!(schema))
}

#[utoipa::path(
    get, path = "/ServiceProviderConfig", tag = "Discovery", security(()),
    responses((status = 200, body = Object)),
)]
async fn service_provider_config() -> Json<Value> {
    let not = json!({"supported": false});
    Json(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": true},
        "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": true, "maxResults": 1000},
        "changePassword": {"supported": true},
        "sort": not,
        "etag": not,
        "authenticationSchemes": [
            {"type": "httpbasic", "name": "HTTP Basic", "description": "Name and password (RFC 7617)", "primary": true},
            {"type": "oauthbearertoken", "name": "OAuth Bearer Token", "description": "Access token (RFC 6750)"},
        ],
    }))
}

#[utoipa::path(
    get, path = "/ResourceTypes", tag = "Discovery", security(()),
    responses((status = 200, body = ListResponse)),
)]
async fn resource_types() -> Json<ListResponse> {
    Json(all(all_types()))
}

#[utoipa::path(
    get, path = "/ResourceTypes/{name}", tag = "Discovery", security(()),
    params(("name" = String, Path)), responses((status = 200, body = Object)),
)]
async fn resource_type(Path(name): Path<String>) -> Result<Json<Value>, Error> {
    one(all_types(), "name", &name)
}

#[utoipa::path(
    get, path = "/Schemas", tag = "Discovery", security(()),
    responses((status = 200, body = ListResponse)),
)]
async fn schemas() -> Json<ListResponse> {
    Json(all(all_schemas()))
}

#[utoipa::path(
    get, path = "/Schemas/{id}", tag = "Discovery", security(()),
    params(("id" = String, Path)), responses((status = 200, body = Object)),
)]
async fn schema(Path(id): Path<String>) -> Result<Json<Value>, Error> {
    one(all_schemas(), "id", &id)
}

fn all(resources: Vec<Value>) -> ListResponse {
    let total = i64::try_from(resources.len()).unwrap_or(i64::MAX);
    ListResponse::new(resources, total, 1)
}

fn one(resources: Vec<Value>, member: &str, wanted: &str) -> Result<Json<Value>, Error> {
    resources.into_iter().find(|r| r[member] == wanted).map(Json).ok_or(Error::NotFound)
}

fn all_types() -> Vec<Value> {
    [("User", "/Users", users::CORE), ("Group", "/Groups", GROUP), ("Role", "/v2/Roles", ROLE)]
        .into_iter()
        .map(|(name, endpoint, schema)| {
            json!({
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
                "id": name, "name": name, "endpoint": endpoint, "schema": schema,
            })
        })
        .collect()
}

fn all_schemas() -> Vec<Value> {
    let attribute = |name: &str, kind: &str, many: bool, required: bool, mutability: &str, returned: &str| {
        json!({
            "name": name, "type": kind, "multiValued": many, "required": required, "caseExact": false,
            "mutability": mutability, "returned": returned, "uniqueness": "none",
        })
    };
    let user = vec![
        attribute("userName", "string", false, true, "immutable", "default"),
        attribute("password", "string", false, false, "writeOnly", "never"),
        attribute("name", "complex", false, false, "readWrite", "default"),
        attribute("emails", "complex", true, false, "readWrite", "default"),
        attribute("active", "boolean", false, false, "readWrite", "default"),
        attribute("roles", "complex", true, false, "readWrite", "default"),
        attribute("groups", "complex", true, false, "readWrite", "default"),
    ];
    let named = |members: &str| {
        vec![
            attribute("displayName", "string", false, true, "readWrite", "default"),
            attribute(members, "complex", true, false, "readWrite", "default"),
        ]
    };
    [(users::CORE, "User", user), (GROUP, "Group", named("members")), (ROLE, "Role", named("users"))]
        .into_iter()
        .map(|(id, name, attributes)| {
            json!({
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
                "id": id, "name": name, "attributes": attributes,
            })
        })
        .collect()
}
