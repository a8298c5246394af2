//! `GET /api-products/{apiProductId}/revisions`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::revisions::RevisionList;
use crate::publisher::apis::revisions::list::Search;

/// The revisions of a product, oldest first.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}/revisions", tag = "API Product Revisions", operation_id = "getAPIProductRevisions",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_create", "apim:api_publish", "apim:api_manage", "apim:api_product_import_export"])),
    params(("apiProductId" = String, Path), Search),
    responses((status = 200, body = RevisionList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(id): ProductPath<String>,
    Query(search): Query<Search>,
) -> Result<Json<RevisionList>, Error> {
    let deployed = search.deployed()?;
    Ok(Json(control.list_revisions(&caller, &id, deployed).await?.into()))
}
