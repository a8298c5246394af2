//! `GET /api-categories`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::category::ApiCategoryList;
use crate::error::Error;
use crate::extract::CallerExtractor;

/// The categories that an API may be in.
#[utoipa::path(
    get, path = "/api-categories", tag = "API Categories", operation_id = "getAllAPICategories",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage"])),
    responses((status = 200, body = ApiCategoryList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<ApiCategoryList>, Error> {
    Ok(Json(control.categories(caller.tenant()).await?.into()))
}
