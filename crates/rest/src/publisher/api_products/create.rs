//! `POST /api-products`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use serde_json::Value;

use super::body::{ProductDto, draft};
use crate::error::Error;
use crate::extract::{self, CallerExtractor};
use crate::publisher::created;

/// Makes an API product in the state CREATED.
#[utoipa::path(
    post, path = "/api-products", tag = "API Products", operation_id = "createAPIProduct",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    request_body = ProductDto,
    responses((status = 201, body = ProductDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<Value>,
) -> Result<impl IntoResponse, Error> {
    let made = ProductDto::from(Box::pin(control.create_product(&caller, draft(body)?)).await?);
    Ok(created(&format!("/api-products/{}", made.id()), made))
}
