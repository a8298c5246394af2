//! `POST /api-products/{apiProductId}/revisions`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, OptionalJson};
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::revisions::RevisionDto;
use crate::publisher::apis::revisions::create::Body;
use crate::publisher::created;

/// Takes a snapshot of a product.
#[utoipa::path(
    post, path = "/api-products/{apiProductId}/revisions", tag = "API Product Revisions", operation_id = "createAPIProductRevision",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    request_body = Option<Body>,
    responses((status = 201, body = RevisionDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(id): ProductPath<String>,
    OptionalJson(body): OptionalJson<Body>,
) -> Result<impl IntoResponse, Error> {
    let description = body.and_then(|b| b.description).unwrap_or_default();
    let made = control.create_revision(&caller, &id, &description).await?;
    Ok(created(&format!("/api-products/{id}/revisions/{}", made.id), RevisionDto::from(made)))
}
