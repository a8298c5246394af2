//! `/Me`: the caller's own account; any user may read it and change its profile and password.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::administrator::Member;
use super::patch::PatchOp;
use super::users::{change, resource};
use crate::error::Error;
use crate::extract;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(get, patch))
}

#[utoipa::path(
    get, path = "/Me", tag = "Me", operation_id = "getMe",
    security(("BasicAuth" = []), ("OAuth2Security" = [])), responses((status = 200, body = Object)),
)]
async fn get(State(control): State<Control>, Member(caller): Member) -> Result<Json<Value>, Error> {
    Ok(Json(resource(&control, &control.own_account(&caller).await?)))
}

#[utoipa::path(
    patch, path = "/Me", tag = "Me", operation_id = "patchMe",
    security(("BasicAuth" = [])), request_body = PatchOp, responses((status = 200, body = Object)),
)]
async fn patch(
    State(control): State<Control>,
    Member(caller): Member,
    extract::Json(body): extract::Json<PatchOp>,
) -> Result<Json<Value>, Error> {
    let present = control.own_account(&caller).await?;
    let changed = control.change_own_account(&caller, change(&present, body)?).await?;
    Ok(Json(resource(&control, &changed)))
}
