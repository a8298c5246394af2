//! `GET /signing-keys`.

use axum::Json;
use axum::extract::State;
use control::Control;

use super::SigningKeyList;
use crate::error::Error;
use crate::extract::CallerExtractor;

#[utoipa::path(
    get, path = "/signing-keys", tag = "Signing keys", operation_id = "getSigningKeys",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    responses((status = 200, body = SigningKeyList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<SigningKeyList>, Error> {
    Ok(Json(control.signing_keys(&caller).await?.into()))
}
