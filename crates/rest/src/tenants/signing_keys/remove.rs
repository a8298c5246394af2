//! `DELETE /signing-keys/{kid}`: emergency removal. Everything the key signed is refused.

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[utoipa::path(
    delete, path = "/signing-keys/{kid}", tag = "Signing keys", operation_id = "removeSigningKey",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("kid" = String, Path)), responses((status = 200)),
)]
pub async fn remove(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(kid): Path<String>,
) -> Result<(), Error> {
    Ok(control.remove_signing_key(&caller, &kid).await?)
}
