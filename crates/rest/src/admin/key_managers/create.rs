//! `POST /key-managers`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;

use super::body::KeyManagerDto;
use crate::admin::created;
use crate::error::Error;
use crate::extract::{self, CallerExtractor};

/// Makes a key manager. It is not asked anything yet: its keys are fetched afterwards.
#[utoipa::path(
    post, path = "/key-managers", tag = "Key managers", operation_id = "key_managers_create",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    request_body = KeyManagerDto, responses((status = 201, body = KeyManagerDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<KeyManagerDto>,
) -> Result<impl IntoResponse, Error> {
    let made = control.create_key_manager(&caller, body.settings()?).await?;
    let path = format!("/key-managers/{}", made.id);
    Ok(created(&path, KeyManagerDto::of(made)?))
}
