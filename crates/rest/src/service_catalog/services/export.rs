//! `GET /services/export`

use axum::extract::State;
use axum::response::Response;
use control::Control;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::archive;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    name: String,
    version: String,
}

/// A service as an archive.
#[utoipa::path(
    get, path = "/services/export", tag = "Services", operation_id = "exportService",
    security(("OAuth2Security" = ["service_catalog:service_view"])),
    params(Wanted), responses((status = 200, content_type = "application/zip", body = String)),
)]
pub async fn export(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    Ok(archive::answer(control.export_service(&caller, &wanted.name, &wanted.version).await?))
}
