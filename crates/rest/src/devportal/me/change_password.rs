//! `POST /me/change-password`

use axum::extract::State;
use control::Control;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Json};

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurrentAndNewPasswords {
    current_password: String,
    new_password: String,
}

/// Changes the caller's password; tokens issued until now are revoked.
#[utoipa::path(
    post, path = "/me/change-password", tag = "Users",
    operation_id = "me_change_password",
    security(("OAuth2Security" = ["apim:subscribe"])),
    request_body = CurrentAndNewPasswords,
    responses((status = 200)),
)]
pub async fn change_password(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Json(body): Json<CurrentAndNewPasswords>,
) -> Result<(), Error> {
    Ok(control.change_password(&caller, &body.current_password, &body.new_password).await?)
}
