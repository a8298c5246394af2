//! `DELETE /api-products/{apiProductId}/lifecycle-state/pending-tasks`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::CallerExtractor;
use crate::publisher::api_products::ProductPath;

/// Takes back a change of state that waits for approval; there may be none.
#[utoipa::path(
    delete, path = "/api-products/{apiProductId}/lifecycle-state/pending-tasks", tag = "API Product Lifecycle",
    operation_id = "deleteAPIProductLifecycleStatePendingTasks",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(id): ProductPath<String>,
) -> Result<(), Error> {
    Ok(control.withdraw_state_change(&caller, &id).await?)
}
