//! `GET /throttling/deny-policy/{conditionId}`.

use axum::Json;
use axum::extract::State;
use control::Control;

use super::BlockingCondition;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[utoipa::path(
    get, path = "/throttling/deny-policy/{conditionId}", tag = "Deny policies",
    operation_id = "deny_policies_get",
    security(("OAuth2Security" = ["apim:admin", "apim:bl_view"])),
    params(("conditionId" = String, Path)), responses((status = 200, body = BlockingCondition)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<BlockingCondition>, Error> {
    Ok(Json(control.deny_condition(&caller, &id).await?.into()))
}
