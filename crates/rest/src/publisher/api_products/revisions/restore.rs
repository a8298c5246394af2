//! `POST /api-products/{apiProductId}/restore-revision`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::publisher::api_products::ProductPath;
use crate::publisher::api_products::body::ProductDto;
use crate::publisher::apis::revisions::WhichRevision;

/// Makes a revision the working copy again.
#[utoipa::path(
    post, path = "/api-products/{apiProductId}/restore-revision", tag = "API Product Revisions", operation_id = "restoreAPIProductRevision",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path), WhichRevision),
    responses((status = 201, body = ProductDto)),
)]
pub async fn restore(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(id): ProductPath<String>,
    Query(which): Query<WhichRevision>,
) -> Result<(StatusCode, Json<ProductDto>), Error> {
    let revision_id = which.revision_id.ok_or_else(|| Error::invalid("revisionId", "is required"))?;
    let product = control.restore_revision(&caller, &id, &revision_id).await?;
    Ok((StatusCode::CREATED, Json(product.into())))
}
