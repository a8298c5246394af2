//! `PUT /services/{serviceId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::ServiceDto;
use super::form::{self, ServiceForm};
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Path};

/// Changes a service. Its key stays, and its definition when none is sent.
#[utoipa::path(
    put, path = "/services/{serviceId}", tag = "Services", operation_id = "updateService",
    security(("OAuth2Security" = ["service_catalog:service_write"])),
    params(("serviceId" = String, Path)),
    request_body(content = ServiceForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ServiceDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Json<ServiceDto>, Error> {
    let sent = form::read(form).await?;
    let changed = control.change_service(&caller, &id, sent.draft, &sent.metadata, sent.definition).await?;
    Ok(Json(changed.into()))
}
