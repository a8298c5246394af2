//! `GET /workflows/{externalWorkflowRef}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::WorkflowInfo;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// A request that waits.
#[utoipa::path(
    get, path = "/workflows/{externalWorkflowRef}", tag = "Workflows (Individual)", operation_id = "workflows_get",
    security(("OAuth2Security" = ["apim:admin", "apim:api_workflow_view"])),
    params(("externalWorkflowRef" = String, Path)),
    responses((status = 200, body = WorkflowInfo)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<WorkflowInfo>, Error> {
    Ok(Json(control.workflow(&caller, &id).await?.into()))
}
