//! `GET /key-managers` and `GET /key-managers/{keyManagerId}`: the resident one, which is all there is.

use axum::Json;
use axum::extract::State;
use control::Control;
use control::key_mapping::KeyManagerInfo as Manager;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct KeyManagerInfo {
    id: &'static str,
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    description: &'static str,
    enabled: bool,
    token_type: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct KeyManagerList {
    count: usize,
    list: Vec<KeyManagerInfo>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct KeyManager {
    #[serde(flatten)]
    info: KeyManagerInfo,
    display_name: &'static str,
    issuer: String,
    token_endpoint: String,
    revoke_endpoint: String,
    user_info_endpoint: String,
    available_grant_types: Vec<String>,
    enable_token_generation: bool,
    #[serde(rename = "enableMapOAuthConsumerApps")]
    enable_client_mapping: bool,
    #[serde(rename = "enableOAuthAppCreation")]
    enable_client_creation: bool,
    #[serde(rename = "enableSelfValidationJWT")]
    enable_self_validation: bool,
    additional_properties: Value,
}

impl From<&Manager> for KeyManagerInfo {
    fn from(m: &Manager) -> Self {
        Self {
            id: m.id,
            name: m.name,
            kind: "default",
            description: "The key manager of this platform.",
            enabled: true,
            token_type: "DIRECT",
        }
    }
}

/// The key managers.
#[utoipa::path(
    get, path = "/key-managers", tag = "Key managers", operation_id = "key_managers_list",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    responses((status = 200, body = KeyManagerList)),
)]
async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Json<KeyManagerList> {
    let list: Vec<_> = control.key_managers(caller.tenant()).iter().map(KeyManagerInfo::from).collect();
    Json(KeyManagerList { count: list.len(), list })
}

/// One key manager, by id or name.
#[utoipa::path(
    get, path = "/key-managers/{keyManagerId}", tag = "Key managers", operation_id = "key_managers_get",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    params(("keyManagerId" = String, Path)), responses((status = 200, body = KeyManager)),
)]
async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<KeyManager>, Error> {
    let found = control.key_managers(caller.tenant()).into_iter().find(|m| m.id == id || m.name == id);
    let found = found.ok_or(Error::NotFound)?;
    Ok(Json(KeyManager {
        info: KeyManagerInfo::from(&found),
        display_name: found.name,
        issuer: control.issuer(caller.tenant()),
        token_endpoint: found.token_endpoint,
        revoke_endpoint: found.revoke_endpoint,
        user_info_endpoint: found.user_info_endpoint,
        available_grant_types: found.grant_types,
        enable_token_generation: true,
        enable_client_mapping: true,
        enable_client_creation: true,
        enable_self_validation: true,
        additional_properties: json!({}),
    }))
}
