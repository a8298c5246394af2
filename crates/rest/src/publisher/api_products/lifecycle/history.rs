//! `GET /api-products/{apiProductId}/lifecycle-history`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::CallerExtractor;
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::lifecycle::history::History;

/// What happened in a product's life, oldest first.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}/lifecycle-history", tag = "API Product Lifecycle", operation_id = "getAPIProductLifecycleHistory",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    responses((status = 200, body = History)),
)]
pub async fn history(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(id): ProductPath<String>,
) -> Result<Json<History>, Error> {
    Ok(Json(control.lifecycle_history(&caller, &id).await?.into()))
}
