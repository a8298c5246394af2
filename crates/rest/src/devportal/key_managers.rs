//! `GET /key-managers`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::key_mapping::{KeyManagerInfo as Manager, Setting};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::viewer::Looking;
use crate::error::Error;
use crate::extract::CallerExtractor;

/// Whom a developer may get keys from.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeyManagerInfo {
    id: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    display_name: String,
    description: String,
    enabled: bool,
    available_grant_types: Vec<String>,
    token_endpoint: String,
    revoke_endpoint: String,
    user_info_endpoint: String,
    enable_token_generation: bool,
    enable_token_encryption: bool,
    enable_token_hashing: bool,
    #[serde(rename = "enableOAuthAppCreation")]
    enable_client_creation: bool,
    #[serde(rename = "enableMapOAuthConsumerApps")]
    enable_client_mapping: bool,
    /// What a key's `additionalProperties` may have.
    application_configuration: Vec<Configuration>,
    additional_properties: Value,
    /// `DIRECT`: its tokens are accepted as they are.
    token_type: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Configuration {
    name: &'static str,
    label: &'static str,
    /// `input` or `checkbox`.
    #[serde(rename = "type")]
    kind: &'static str,
    required: bool,
    mask: bool,
    multiple: bool,
    tooltip: &'static str,
    default: Value,
    values: Vec<Value>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct KeyManagerList {
    count: usize,
    list: Vec<KeyManagerInfo>,
}

impl From<Manager> for KeyManagerInfo {
    fn from(m: Manager) -> Self {
        Self {
            id: m.id,
            name: m.name,
            kind: m.kind,
            display_name: m.display_name,
            description: m.description,
            enabled: m.enabled,
            available_grant_types: m.grant_types,
            token_endpoint: m.token_endpoint,
            revoke_endpoint: m.revoke_endpoint,
            user_info_endpoint: m.user_info_endpoint,
            enable_token_generation: m.token_generation,
            enable_token_encryption: false,
            enable_token_hashing: false,
            enable_client_creation: m.client_creation,
            enable_client_mapping: m.client_mapping,
            application_configuration: m.settings.iter().map(Configuration::from).collect(),
            additional_properties: json!({}),
            token_type: m.token_type,
        }
    }
}

impl From<&Setting> for Configuration {
    fn from(s: &Setting) -> Self {
        Self {
            name: s.name,
            label: s.label,
            kind: if s.flag { "checkbox" } else { "input" },
            required: false,
            mask: false,
            multiple: false,
            tooltip: s.meaning,
            default: if s.flag { json!("false") } else { json!("N/A") },
            values: Vec::new(),
        }
    }
}

/// The key managers that a developer may get keys from.
#[utoipa::path(
    get, path = "/key-managers", tag = "Key managers",
    operation_id = "key_managers_list",
    security(("OAuth2Security" = ["apim:subscribe"])),
    params(("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = KeyManagerList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Looking(viewer): Looking,
) -> Result<Json<KeyManagerList>, Error> {
    // A role of one tenant says nothing in another.
    let roles = if *caller.tenant() == viewer.tenant { caller.roles } else { Vec::new() };
    let all = control.key_managers_for(&viewer.tenant, &roles).await?;
    let list: Vec<KeyManagerInfo> = all.into_iter().map(Into::into).collect();
    Ok(Json(KeyManagerList { count: list.len(), list }))
}
