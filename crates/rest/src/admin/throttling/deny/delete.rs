//! `DELETE /throttling/deny-policy/{conditionId}`.

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[utoipa::path(
    delete, path = "/throttling/deny-policy/{conditionId}", tag = "Deny policies",
    operation_id = "deny_policies_delete",
    security(("OAuth2Security" = ["apim:admin", "apim:bl_manage"])),
    params(("conditionId" = String, Path)), responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.delete_deny_condition(&caller, &id).await?)
}
