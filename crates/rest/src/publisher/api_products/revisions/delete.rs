//! `DELETE /api-products/{apiProductId}/revisions/{revisionId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::CallerExtractor;
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::revisions::RevisionList;

/// Deletes a revision that is not deployed; the answer lists those that remain.
#[utoipa::path(
    delete, path = "/api-products/{apiProductId}/revisions/{revisionId}", tag = "API Product Revisions", operation_id = "deleteAPIProductRevision",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path), ("revisionId" = String, Path)),
    responses((status = 200, body = RevisionList)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath((id, revision_id)): ProductPath<(String, String)>,
) -> Result<Json<RevisionList>, Error> {
    Ok(Json(control.delete_revision(&caller, &id, &revision_id).await?.into()))
}
