//! `GET /operation-policies/{operationPolicyId}/content`

use axum::extract::State;
use axum::response::Response;
use control::Control;
use control::operation_policy::Notation;

use super::zip;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// A common policy's specification and templates as an archive.
#[utoipa::path(
    get, path = "/operation-policies/{operationPolicyId}/content", tag = "Operation Policies",
    operation_id = "getCommonOperationPolicyContentByPolicyId",
    security(("OAuth2Security" = ["apim:common_operation_policy_view", "apim:common_operation_policy_manage"])),
    params(("operationPolicyId" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")),
)]
pub async fn content(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    Ok(zip(control.common_operation_policy(&caller, &id).await?.archive(Notation::Yaml)?))
}
