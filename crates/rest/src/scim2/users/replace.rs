//! `PUT /Users/{id}`: the whole profile; roles and password where they are given.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde_json::{Map, Value};

use super::{Written, resource};
use crate::error::Error;
use crate::extract::{self, Path};
use crate::scim2::administrator::Administrator;

#[utoipa::path(
    put, path = "/Users/{id}", tag = "Users", operation_id = "updateUser",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("id" = String, Path)), request_body = Object, responses((status = 200, body = Object)),
)]
pub async fn replace(
    State(control): State<Control>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<Map<String, Value>>,
) -> Result<Json<Value>, Error> {
    let present = control.user(&caller, &id).await?;
    let change = Written::read(body)?.change(&present)?;
    let changed = control.change_user(&caller, &id, change).await?;
    Ok(Json(resource(&control, &changed)))
}
