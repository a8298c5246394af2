//! `GET /api-products/{apiProductId}/swagger`

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// A product's definition: the operations of its members, as they describe them.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}/swagger", tag = "API Products",
    operation_id = "getAPIProductSwagger",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    responses((status = 200, body = String, content_type = "application/json")),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Error> {
    let definition = control.get_product_definition(&caller, &id).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], definition))
}
