//! `DELETE /applications/{applicationId}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};
use crate::workflow::{Deleted, WorkflowResponse};

/// Deletes an application of the caller with its keys and subscriptions.
#[utoipa::path(
    delete, path = "/applications/{applicationId}", tag = "Applications",
    operation_id = "applications_delete",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage", "apim:app_import_export"])),
    params(("applicationId" = String, Path)), 
    responses((status = 200), (status = 201, body = WorkflowResponse)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Deleted, Error> {
    Ok(Deleted(control.delete_application(&caller, &id).await?))
}
