//! `POST /apis/{apiId}/restore-revision`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control::Control;

use super::WhichRevision;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};
use crate::publisher::apis::body::ApiDto;

/// Makes a revision the working copy again.
#[utoipa::path(
    post, path = "/apis/{apiId}/restore-revision", tag = "API Revisions", operation_id = "restoreAPIRevision",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:api_publish"])),
    params(("apiId" = String, Path), WhichRevision),
    responses((status = 201, body = ApiDto)),
)]
pub async fn restore(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    Query(which): Query<WhichRevision>,
) -> Result<(StatusCode, Json<ApiDto>), Error> {
    let revision_id = which.revision_id.ok_or_else(|| Error::invalid("revisionId", "is required"))?;
    let api = control.restore_revision(&caller, &id, &revision_id).await?;
    Ok((StatusCode::CREATED, Json(api.into())))
}
