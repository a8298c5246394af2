//! `DELETE /apis/{apiId}/revisions/{revisionId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::RevisionList;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// Deletes a revision that is not deployed; the answer lists those that remain.
#[utoipa::path(
    delete, path = "/apis/{apiId}/revisions/{revisionId}", tag = "API Revisions", operation_id = "deleteAPIRevision",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:api_publish", "apim:api_import_export"])),
    params(("apiId" = String, Path), ("revisionId" = String, Path)),
    responses((status = 200, body = RevisionList)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, revision_id)): Path<(String, String)>,
) -> Result<Json<RevisionList>, Error> {
    Ok(Json(control.delete_revision(&caller, &id, &revision_id).await?.into()))
}
