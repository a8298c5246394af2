//! `GET /api-products/{apiProductId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::body::ProductDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// One API product, or a revision of one.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}", tag = "API Products", operation_id = "getAPIProduct",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path, description = "Id of a product or of a revision")),
    responses((status = 200, body = ProductDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<ProductDto>, Error> {
    Ok(Json(control.get_product(&caller, &id).await?.into()))
}
