//! `GET /key-managers`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::CallerExtractor;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct KeyManagerInfo {
    id: String,
    name: String,
    display_name: String,
    #[serde(rename = "type")]
    kind: String,
    description: String,
    enabled: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct KeyManagerList {
    count: usize,
    list: Vec<KeyManagerInfo>,
}

/// The key managers whose tokens an API may be limited to.
#[utoipa::path(
    get, path = "/key-managers", tag = "Key managers", operation_id = "getAllKeyManagers",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_create", "apim:api_manage"])),
    responses((status = 200, body = KeyManagerList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<KeyManagerList>, Error> {
    let all = control.key_managers(caller.tenant()).await?.into_iter();
    let list: Vec<_> = all
        .map(|m| KeyManagerInfo {
            id: m.id,
            name: m.name,
            display_name: m.display_name,
            kind: m.kind,
            description: m.description,
            enabled: m.enabled,
        })
        .collect();
    Ok(Json(KeyManagerList { count: list.len(), list }))
}
