//! `PUT /key-managers/{keyManagerId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::body::KeyManagerDto;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// Replaces everything about a key manager but its name and type.
#[utoipa::path(
    put, path = "/key-managers/{keyManagerId}", tag = "Key managers", operation_id = "key_managers_update",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    params(("keyManagerId" = String, Path)), request_body = KeyManagerDto,
    responses((status = 200, body = KeyManagerDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<KeyManagerDto>,
) -> Result<Json<KeyManagerDto>, Error> {
    Ok(Json(KeyManagerDto::of(control.update_key_manager(&caller, &id, body.settings()?).await?)?))
}
