//! `DELETE /services/{serviceId}`

use axum::extract::State;
use axum::http::StatusCode;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Takes out a service that no API was made of.
#[utoipa::path(
    delete, path = "/services/{serviceId}", tag = "Services", operation_id = "deleteService",
    security(("OAuth2Security" = ["service_catalog:service_write"])),
    params(("serviceId" = String, Path)), responses((status = 204)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    control.delete_service(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
