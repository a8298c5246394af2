//! `DELETE /apis/{apiId}`

use axum::extract::State;
use axum::http::StatusCode;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes an API that nobody is subscribed to.
#[utoipa::path(
    delete, path = "/apis/{apiId}", tag = "APIs", operation_id = "deleteAPI",
    security(("OAuth2Security" = ["apim:api_delete", "apim:api_manage", "apim:api_import_export"])),
    params(("apiId" = String, Path)),
    responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    control.delete_api(&caller, &id).await?;
    Ok(StatusCode::OK)
}
