//! `POST /throttling/deny-policies`.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;

use super::BlockingCondition;
use crate::error::Error;
use crate::extract::{self, CallerExtractor};

#[utoipa::path(
    post, path = "/throttling/deny-policies", tag = "Deny policies",
    operation_id = "deny_policies_create",
    security(("OAuth2Security" = ["apim:admin", "apim:bl_manage"])),
    request_body = BlockingCondition, responses((status = 201, body = BlockingCondition)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<BlockingCondition>,
) -> Result<impl IntoResponse, Error> {
    let active = body.condition_status.unwrap_or(true);
    let condition = control.create_deny_condition(&caller, body.traffic()?, active).await?;
    let location = format!("/throttling/deny-policy/{}", condition.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(BlockingCondition::from(condition))))
}
