//! `GET /key-managers`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::key_mapping::KeyManagerInfo as Manager;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::CallerExtractor;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct KeyManagerInfo {
    id: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    description: String,
    enabled: bool,
    token_type: String,
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
            description: m.description,
            enabled: m.enabled,
            token_type: m.token_type,
        }
    }
}

/// The key managers.
#[utoipa::path(
    get, path = "/key-managers", tag = "Key managers", operation_id = "key_managers_list",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    responses((status = 200, body = KeyManagerList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<KeyManagerList>, Error> {
    let all = control.key_managers(caller.tenant()).await?;
    let list: Vec<_> = all.into_iter().map(KeyManagerInfo::from).collect();
    Ok(Json(KeyManagerList { count: list.len(), list }))
}
