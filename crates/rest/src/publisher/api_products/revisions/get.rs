//! `GET /api-products/{apiProductId}/revisions/{revisionId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::CallerExtractor;
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::revisions::RevisionDto;

/// One revision.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}/revisions/{revisionId}", tag = "API Product Revisions", operation_id = "getAPIProductRevision",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_create", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path), ("revisionId" = String, Path)),
    responses((status = 200, body = RevisionDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath((id, revision_id)): ProductPath<(String, String)>,
) -> Result<Json<RevisionDto>, Error> {
    Ok(Json(control.get_revision(&caller, &id, &revision_id).await?.into()))
}
