//! `PUT /api-categories/{apiCategoryId}`.

use axum::Json;
use axum::extract::State;
use control::Control;

use super::CategoryDto;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// Describes a category anew; its name stays.
#[utoipa::path(
    put, path = "/api-categories/{apiCategoryId}", tag = "API categories",
    operation_id = "api_categories_update",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    params(("apiCategoryId" = String, Path)),
    request_body = CategoryDto, responses((status = 200, body = CategoryDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<CategoryDto>,
) -> Result<Json<CategoryDto>, Error> {
    Ok(Json(control.describe_category(&caller, &id, &body.description).await?.into()))
}
