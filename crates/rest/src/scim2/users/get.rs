//! `GET /Users/{id}`.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde_json::Value;

use super::resource;
use crate::error::Error;
use crate::extract::Path;
use crate::scim2::administrator::Administrator;

#[utoipa::path(
    get, path = "/Users/{id}", tag = "Users", operation_id = "getUserById",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("id" = String, Path)), responses((status = 200, body = Object)),
)]
pub async fn get(
    State(control): State<Control>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
) -> Result<Json<Value>, Error> {
    Ok(Json(resource(&control, &control.user(&caller, &id).await?)))
}
