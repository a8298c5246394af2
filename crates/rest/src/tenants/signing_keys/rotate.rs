//! `POST /signing-keys/rotate`: planned rotation, which no caller notices.

use axum::Json;
use axum::extract::State;
use control::Control;

use super::SigningKeyList;
use crate::error::Error;
use crate::extract::CallerExtractor;

#[utoipa::path(
    post, path = "/signing-keys/rotate", tag = "Signing keys", operation_id = "rotateSigningKeys",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    responses((status = 200, body = SigningKeyList)),
)]
pub async fn rotate(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<SigningKeyList>, Error> {
    Ok(Json(control.rotate_signing_keys(&caller).await?.into()))
}
