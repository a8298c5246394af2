//! `DELETE /applications/{applicationId}`.

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes an application with its keys and subscriptions, whoever owns it.
#[utoipa::path(
    delete, path = "/applications/{applicationId}", tag = "Applications",
    operation_id = "applications_delete",
    security(("OAuth2Security" = ["apim:admin", "apim:app_import_export"])),
    params(("applicationId" = String, Path)), responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.delete_any_application(&caller, &id).await?)
}
