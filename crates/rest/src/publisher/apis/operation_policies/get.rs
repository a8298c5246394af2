//! `GET /apis/{apiId}/operation-policies/{operationPolicyId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};
use crate::publisher::operation_policies::PolicyDto;

/// A policy of an API: one that was made for it, or its copy of a common one.
#[utoipa::path(
    get, path = "/apis/{apiId}/operation-policies/{operationPolicyId}", tag = "API Operation Policies",
    operation_id = "getOperationPolicyForAPIByPolicyId",
    security(("OAuth2Security" =
        ["apim:api_view", "apim:api_manage", "apim:mediation_policy_view", "apim:mediation_policy_manage", "apim:api_mediation_policy_manage"])),
    params(("apiId" = String, Path), ("operationPolicyId" = String, Path)),
    responses((status = 200, body = PolicyDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
) -> Result<Json<PolicyDto>, Error> {
    Ok(Json(control.api_operation_policy(&caller, &api, &id).await?.into()))
}
