//! `DELETE /subscriptions/{subscriptionId}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};
use crate::workflow::{Deleted, WorkflowResponse};

/// Ends a subscription of the caller.
#[utoipa::path(
    delete, path = "/subscriptions/{subscriptionId}", tag = "Subscriptions",
    operation_id = "subscriptions_delete",
    security(("OAuth2Security" = ["apim:subscribe", "apim:sub_manage"])),
    params(("subscriptionId" = String, Path)), 
    responses((status = 200), (status = 201, body = WorkflowResponse)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Deleted, Error> {
    Ok(Deleted(control.unsubscribe(&caller, &id).await?))
}
