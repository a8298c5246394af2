//! `PATCH /throttling/deny-policy/{conditionId}`: in force or not.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Deserialize;
use utoipa::ToSchema;

use super::BlockingCondition;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockingConditionStatus {
    condition_status: bool,
}

#[utoipa::path(
    patch, path = "/throttling/deny-policy/{conditionId}", tag = "Deny policies",
    operation_id = "deny_policies_switch",
    security(("OAuth2Security" = ["apim:admin", "apim:bl_manage"])),
    params(("conditionId" = String, Path)), request_body = BlockingConditionStatus,
    responses((status = 200, body = BlockingCondition)),
)]
pub async fn switch(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<BlockingConditionStatus>,
) -> Result<Json<BlockingCondition>, Error> {
    Ok(Json(control.switch_deny_condition(&caller, &id, body.condition_status).await?.into()))
}
