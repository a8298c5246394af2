//! `DELETE /key-managers/{keyManagerId}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes a key manager of which no application has keys.
#[utoipa::path(
    delete, path = "/key-managers/{keyManagerId}", tag = "Key managers", operation_id = "key_managers_delete",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    params(("keyManagerId" = String, Path)), responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.delete_key_manager(&caller, &id).await?)
}
