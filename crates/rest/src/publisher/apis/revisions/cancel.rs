//! `DELETE /apis/{apiId}/cancel-revision-workflow/{revisionId}/{envName}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Takes back a deployment that waits for approval.
#[utoipa::path(
    delete, path = "/apis/{apiId}/cancel-revision-workflow/{revisionId}/{envName}", tag = "API Revisions",
    operation_id = "deleteAPIRevisionDeploymentPendingTask",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(("apiId" = String, Path), ("revisionId" = String, Path), ("envName" = String, Path)),
    responses((status = 200)),
)]
pub async fn cancel(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, revision, environment)): Path<(String, String, String)>,
) -> Result<(), Error> {
    Ok(control.withdraw_deployment_request(&caller, &id, &revision, &environment).await?)
}
