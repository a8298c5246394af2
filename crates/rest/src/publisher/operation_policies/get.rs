//! `GET /operation-policies/{operationPolicyId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::PolicyDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// A common policy.
#[utoipa::path(
    get, path = "/operation-policies/{operationPolicyId}", tag = "Operation Policies",
    operation_id = "getCommonOperationPolicyByPolicyId",
    security(("OAuth2Security" =
        ["apim:common_operation_policy_view", "apim:common_operation_policy_manage", "apim:policies_import_export"])),
    params(("operationPolicyId" = String, Path)),
    responses((status = 200, body = PolicyDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<PolicyDto>, Error> {
    Ok(Json(control.common_operation_policy(&caller, &id).await?.into()))
}
