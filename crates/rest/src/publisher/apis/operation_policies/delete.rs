//! `DELETE /apis/{apiId}/operation-policies/{operationPolicyId}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes a policy of an API, unless it is attached to the API or to a revision of it.
#[utoipa::path(
    delete, path = "/apis/{apiId}/operation-policies/{operationPolicyId}", tag = "API Operation Policies",
    operation_id = "deleteAPISpecificOperationPolicyByPolicyId",
    security(("OAuth2Security" =
        ["apim:api_manage", "apim:mediation_policy_create", "apim:mediation_policy_manage", "apim:api_mediation_policy_manage"])),
    params(("apiId" = String, Path), ("operationPolicyId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
) -> Result<(), Error> {
    Ok(control.delete_api_operation_policy(&caller, &api, &id).await?)
}
