//! `GET /apis`.

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{Page, Pagination, encode};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// A word, or conditions such as `name:pizza` and `provider:alice`.
    query: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApiResult {
    id: String,
    name: String,
    version: String,
    provider: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResultList {
    /// How many are in `apis`.
    count: usize,
    apis: Vec<ApiResult>,
    pagination: Pagination,
}

/// APIs of the tenant, whoever may work on them.
#[utoipa::path(
    get, path = "/apis", tag = "APIs", operation_id = "getAllAPIs",
    security(("OAuth2Security" = ["apim:admin", "apim:api_provider_change"])),
    params(Filter, Page), responses((status = 200, body = SearchResultList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<SearchResultList>, Error> {
    let page = page.checked()?;
    let found = control.all_apis(&caller, &filter.query, page.offset, page.limit).await?;
    let shown = |a: control::api::Api| ApiResult {
        id: a.id,
        name: a.configuration.name,
        version: a.configuration.version,
        provider: a.provider,
    };
    let kept = format!("&query={}", encode(&filter.query));
    let list = page.list(found.apis.into_iter().map(shown).collect(), found.total, "/apis", &kept);
    Ok(Json(SearchResultList { count: list.count, apis: list.list, pagination: list.pagination }))
}
