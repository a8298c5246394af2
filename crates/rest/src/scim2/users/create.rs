//! `POST /Users`.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;
use control::user::NewAccount;
use serde_json::{Map, Value};

use super::{Written, location, resource};
use crate::error::Error;
use crate::extract;
use crate::scim2::administrator::Administrator;

#[utoipa::path(
    post, path = "/Users", tag = "Users", operation_id = "createUser",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    request_body = Object, responses((status = 201, body = Object)),
)]
pub async fn create(
    State(control): State<Control>,
    Administrator(caller): Administrator,
    extract::Json(body): extract::Json<Map<String, Value>>,
) -> Result<impl IntoResponse, Error> {
    let required = |name: &str| Error::invalid(name, "is required");
    let written = Written::read(body)?;
    let new = NewAccount {
        name: written.user_name.ok_or_else(|| required("userName"))?,
        password: written.password.ok_or_else(|| required("password"))?,
        active: written.active.unwrap_or(true),
        roles: [written.roles, written.groups].into_iter().flatten().flatten().collect(),
        profile: written.profile,
    };
    let made = resource(&control, &control.create_user(&caller, new).await?);
    Ok((StatusCode::CREATED, [(header::LOCATION, location(&made))], Json(made)))
}
