//! `DELETE /subscriptions/{subscriptionId}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Ends a subscription of the caller.
#[utoipa::path(
    delete, path = "/subscriptions/{subscriptionId}", tag = "Subscriptions",
    operation_id = "subscriptions_delete",
    security(("OAuth2Security" = ["apim:subscribe", "apim:sub_manage"])),
    params(("subscriptionId" = String, Path)), responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.unsubscribe(&caller, &id).await?)
}
