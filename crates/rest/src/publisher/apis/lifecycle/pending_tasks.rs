//! `DELETE /apis/{apiId}/lifecycle-state/pending-tasks`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Takes back a change of state that waits for approval; there may be none.
#[utoipa::path(
    delete, path = "/apis/{apiId}/lifecycle-state/pending-tasks", tag = "API Lifecycle",
    operation_id = "deleteAPILifecycleStatePendingTasks",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(("apiId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.withdraw_state_change(&caller, &id).await?)
}
