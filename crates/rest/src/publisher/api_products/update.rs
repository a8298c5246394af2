//! `PUT /api-products/{apiProductId}`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde_json::Value;

use super::body::{ProductDto, draft};
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// Replaces a product's configuration, and takes its members as they are now.
#[utoipa::path(
    put, path = "/api-products/{apiProductId}", tag = "API Products", operation_id = "updateAPIProduct",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    request_body = ProductDto,
    responses((status = 200, body = ProductDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<Value>,
) -> Result<Json<ProductDto>, Error> {
    Ok(Json(Box::pin(control.update_product(&caller, &id, draft(body)?)).await?.into()))
}
