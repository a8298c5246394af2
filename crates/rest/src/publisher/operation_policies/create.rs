//! `POST /operation-policies`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;

use super::{PolicyDto, PolicyForm, draft};
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart};
use crate::publisher::created;

/// Makes a common policy. It can be attached; an API that has it attached cannot be deployed, because gateways do not run
/// templates.
#[utoipa::path(
    post, path = "/operation-policies", tag = "Operation Policies",
    operation_id = "addCommonOperationPolicy",
    security(("OAuth2Security" = ["apim:common_operation_policy_manage"])),
    request_body(content = PolicyForm, content_type = "multipart/form-data"),
    responses((status = 201, body = PolicyDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    form: Multipart,
) -> Result<impl IntoResponse, Error> {
    let made = control.create_common_operation_policy(&caller, &draft(form).await?).await?;
    Ok(created(&format!("/operation-policies/{}", made.id), PolicyDto::from(made)))
}
