//! `GET /api-categories`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::viewer::Looking;
use crate::category::ApiCategoryList;
use crate::error::Error;

/// The categories of the tenant.
#[utoipa::path(
    get, path = "/api-categories", tag = "APIs",
    operation_id = "api_categories_list",
    security((), ("OAuth2Security" = [])),
    params(("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = ApiCategoryList)),
)]
pub async fn list(
    State(control): State<Control>,
    Looking(viewer): Looking,
) -> Result<Json<ApiCategoryList>, Error> {
    Ok(Json(control.categories(&viewer.tenant).await?.into()))
}
