//! `GET /api-categories`

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::viewer::Looking;

#[derive(Debug, Serialize, ToSchema)]
pub struct ApiCategory {
    id: String,
    name: String,
    description: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApiCategoryList {
    count: usize,
    list: Vec<ApiCategory>,
}

/// The categories of the tenant. Nobody can make any yet.
#[utoipa::path(
    get, path = "/api-categories", tag = "APIs",
    operation_id = "api_categories_list",
    security((), ("OAuth2Security" = [])),
    params(("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = ApiCategoryList)),
)]
pub async fn list(_: Looking) -> Json<ApiCategoryList> {
    Json(ApiCategoryList { count: 0, list: Vec::new() })
}
