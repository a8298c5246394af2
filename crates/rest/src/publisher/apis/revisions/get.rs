//! `GET /apis/{apiId}/revisions/{revisionId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::RevisionDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// One revision.
#[utoipa::path(
    get, path = "/apis/{apiId}/revisions/{revisionId}", tag = "API Revisions", operation_id = "getAPIRevision",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_create", "apim:api_manage", "apim:api_publish"])),
    params(("apiId" = String, Path), ("revisionId" = String, Path)),
    responses((status = 200, body = RevisionDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, revision_id)): Path<(String, String)>,
) -> Result<Json<RevisionDto>, Error> {
    Ok(Json(control.get_revision(&caller, &id, &revision_id).await?.into()))
}
