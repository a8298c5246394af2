//! `POST /services`

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;

use super::ServiceDto;
use super::form::{self, ServiceForm};
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart};
use crate::service_catalog::BASE;

/// Adds a service with its definition.
#[utoipa::path(
    post, path = "/services", tag = "Services", operation_id = "addService",
    security(("OAuth2Security" = ["service_catalog:service_write"])),
    request_body(content = ServiceForm, content_type = "multipart/form-data"),
    responses((status = 201, body = ServiceDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    form: Multipart,
) -> Result<impl IntoResponse, Error> {
    let sent = form::read(form).await?;
    let missing = || Error::invalid("definitionFile", "is required, or inlineContent");
    let definition = sent.definition.ok_or_else(missing)?;
    let made = control.create_service(&caller, sent.draft, &sent.metadata, definition).await?;
    let at = [(header::LOCATION, format!("{BASE}/services/{}", made.id))];
    Ok((StatusCode::CREATED, at, Json(ServiceDto::from(made))))
}
