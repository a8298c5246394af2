//! `PATCH /Users/{id}`.

use axum::Json;
use axum::extract::State;
use control::Control;
use control::user::{Account, AccountChange};
use serde_json::Value;

use super::{Written, editable, resource};
use crate::error::Error;
use crate::extract::{self, Path};
use crate::scim2::administrator::Administrator;
use crate::scim2::patch::{PatchOp, apply};

#[utoipa::path(
    patch, path = "/Users/{id}", tag = "Users", operation_id = "patchUser",
    security(("BasicAuth" = []), ("OAuth2Security" = ["apim:admin"])),
    params(("id" = String, Path)), request_body = PatchOp, responses((status = 200, body = Object)),
)]
pub async fn patch(
    State(control): State<Control>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<PatchOp>,
) -> Result<Json<Value>, Error> {
    let present = control.user(&caller, &id).await?;
    let changed = control.change_user(&caller, &id, change(&present, body)?).await?;
    Ok(Json(resource(&control, &changed)))
}

/// What the operations change in an account.
pub fn change(present: &Account, body: PatchOp) -> Result<AccountChange, Error> {
    let mut resource = editable(present);
    apply(&mut resource, body.changes()?)?;
    let mut change = Written::read(resource)?.change(present)?;
    // What stayed is not a change: switching an account needs more rights than writing a profile.
    change.active = change.active.filter(|active| *active != present.active);
    Ok(change)
}
