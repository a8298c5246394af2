//! `DELETE /environments/{environmentId}`

use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes an environment in which nothing is deployed.
#[utoipa::path(
    delete, path = "/environments/{environmentId}", tag = "Environments", operation_id = "environments_delete",
    security(("OAuth2Security" = ["apim:admin", "apim:environment_manage"])),
    params(("environmentId" = String, Path)), responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.delete_environment(&caller, &id).await?)
}
