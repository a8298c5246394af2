//! `GET /key-managers/{keyManagerId}`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::key_manager::{KeyManager, Settings};

use super::body::KeyManagerDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// One key manager, by id; the resident one also by name.
#[utoipa::path(
    get, path = "/key-managers/{keyManagerId}", tag = "Key managers", operation_id = "key_managers_get",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    params(("keyManagerId" = String, Path)), responses((status = 200, body = KeyManagerDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<KeyManagerDto>, Error> {
    let all = control.key_managers(caller.tenant()).await?;
    let resident = all.into_iter().next().filter(|m| m.id == id || m.name == id);
    let Some(m) = resident else {
        return Ok(Json(KeyManagerDto::of(control.external_key_manager(&caller, &id).await?)?));
    };
    let settings = Settings {
        name: m.name,
        display_name: m.display_name,
        kind: m.kind,
        description: m.description,
        issuer: control.issuer(caller.tenant()),
        token_endpoint: m.token_endpoint,
        revoke_endpoint: m.revoke_endpoint,
        user_info_endpoint: m.user_info_endpoint,
        available_grant_types: m.grant_types,
        enable_token_generation: true,
        enable_client_mapping: true,
        enable_client_creation: true,
        enable_self_validation: true,
        enabled: true,
        consumer_key_claim: "azp".to_owned(),
        scopes_claim: "scope".to_owned(),
        token_type: m.token_type,
        permissions: control::key_manager::Permissions {
            permission_type: "PUBLIC".to_owned(),
            ..control::key_manager::Permissions::default()
        },
        ..Settings::default()
    };
    Ok(Json(KeyManagerDto::of(KeyManager { id: m.id, settings })?))
}
