//! `DELETE /Users/{id}`.

use axum::extract::State;
use axum::http::StatusCode;
use control::Control;

use crate::error::Error;
use crate::extract::Path;
use crate::scim2::administrator::Administrator;

#[utoipa::path(
    delete, path = "/Users/{id}", tag = "Users", operation_id = "deleteUser",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("id" = String, Path)), responses((status = 204)),
)]
pub async fn delete(
    State(control): State<Control>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    control.delete_user(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
