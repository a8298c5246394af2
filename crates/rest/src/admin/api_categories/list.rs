//! `GET /api-categories`.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use super::CategoryDto;
use crate::error::Error;
use crate::extract::CallerExtractor;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = APICategoryList)]
pub struct CategoryList {
    count: usize,
    list: Vec<CategoryDto>,
}

/// The categories, with how many APIs are in each.
#[utoipa::path(
    get, path = "/api-categories", tag = "API categories", operation_id = "api_categories_list",
    security(("OAuth2Security" = ["apim:admin", "apim:admin_operations"])),
    responses((status = 200, body = CategoryList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<CategoryList>, Error> {
    let list: Vec<CategoryDto> =
        control.categories(caller.tenant()).await?.into_iter().map(Into::into).collect();
    Ok(Json(CategoryList { count: list.len(), list }))
}
