//! `POST /applications/import`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use control::Control;
use control::archive::ImportedApplication;

use super::ApplicationInfo;
use crate::archive::{ApplicationHow, ArchiveForm, SkippedList};
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Query};

/// Makes or changes an application as an archive says. 207 with the APIs that it could not be subscribed to.
#[utoipa::path(
    post, path = "/applications/import", tag = "Application (Individual)", operation_id = "applications_import",
    security(("OAuth2Security" = ["apim:app_import_export"])),
    params(ApplicationHow), request_body(content = ArchiveForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ApplicationInfo), (status = 207, body = SkippedList)),
)]
pub async fn import(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(how): Query<ApplicationHow>,
    mut form: Multipart,
) -> Result<Response, Error> {
    let done = control.import_application(&caller, form.part("file").await?.into(), how.into()).await?;
    let ImportedApplication { application, subscriptions, skipped } = done;
    if skipped.is_empty() {
        return Ok(Json(ApplicationInfo::new(application, Some(subscriptions))).into_response());
    }
    Ok((StatusCode::MULTI_STATUS, Json(SkippedList::from(skipped))).into_response())
}
