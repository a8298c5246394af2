//! `GET /apis/{apiId}/operation-policies/{operationPolicyId}/content`

use axum::extract::State;
use axum::response::Response;
use control::Control;
use control::operation_policy::Notation;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};
use crate::publisher::operation_policies::zip;

/// The specification and templates of an API's policy as an archive.
#[utoipa::path(
    get, path = "/apis/{apiId}/operation-policies/{operationPolicyId}/content", tag = "API Operation Policies",
    operation_id = "getAPISpecificOperationPolicyContentByPolicyId",
    security(("OAuth2Security" =
        ["apim:api_view", "apim:api_manage", "apim:mediation_policy_view", "apim:mediation_policy_manage", "apim:api_mediation_policy_manage"])),
    params(("apiId" = String, Path), ("operationPolicyId" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")),
)]
pub async fn content(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((api, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    Ok(zip(control.api_operation_policy(&caller, &api, &id).await?.archive(Notation::Yaml)?))
}
