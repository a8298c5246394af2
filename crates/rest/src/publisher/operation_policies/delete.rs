//! `DELETE /operation-policies/{operationPolicyId}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes a common policy that is not built in. APIs that have it attached keep their copies.
#[utoipa::path(
    delete, path = "/operation-policies/{operationPolicyId}", tag = "Operation Policies",
    operation_id = "deleteCommonOperationPolicyByPolicyId",
    security(("OAuth2Security" = ["apim:common_operation_policy_manage", "apim:policies_import_export"])),
    params(("operationPolicyId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.delete_common_operation_policy(&caller, &id).await?)
}
