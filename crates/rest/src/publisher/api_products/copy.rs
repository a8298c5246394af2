//! `POST /api-products/copy-api-products`

use axum::extract::State;
use axum::response::IntoResponse;
use control::Control;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::ProductDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::publisher::created;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    api_product_id: String,
    new_version: String,
    /// Makes the new version the one that is served without a version.
    #[serde(default)]
    default_version: bool,
}

/// Makes a new version of a product.
#[utoipa::path(
    post, path = "/api-products/copy-api-products", tag = "API Products", operation_id = "createNewAPIProductVersion",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage"])),
    params(Wanted),
    responses((status = 201, body = ProductDto)),
)]
pub async fn copy(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(wanted): Query<Wanted>,
) -> Result<impl IntoResponse, Error> {
    let Wanted { api_product_id: id, new_version, default_version } = wanted;
    let made = ProductDto::from(control.copy_product(&caller, &id, &new_version, default_version).await?);
    Ok(created(&format!("/api-products/{}", made.id()), made))
}
