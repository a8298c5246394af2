//! `GET /apis`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::api::{Order, Sort};
use serde::Deserialize;
use utoipa::IntoParams;

use super::info::ApiInfo;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{List, Page, encode};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// Words of free text and of `key:value` or `key:"whole value"`; keys are `name`, `context`, `version`,
    /// `provider`, `status`, `tag`, `description`, `type` and `content`.
    query: String,
    /// `createdTime` (default), `apiName`, `version` or `status`.
    sort_by: String,
    /// `desc` (default) or `asc`.
    sort_order: String,
}

impl Search {
    fn order(&self) -> Result<Order, Error> {
        let by = match self.sort_by.as_str() {
            "" | "createdTime" => Sort::Created,
            "apiName" | "name" => Sort::Name,
            "version" => Sort::Version,
            "status" => Sort::State,
            _ => return Err(Error::invalid("sortBy", "must be createdTime, apiName, version or status")),
        };
        let ascending = match self.sort_order.to_ascii_lowercase().as_str() {
            "" | "desc" => false,
            "asc" => true,
            _ => return Err(Error::invalid("sortOrder", "must be asc or desc")),
        };
        Ok(Order { by, ascending })
    }
}

/// The APIs that the caller may work on.
#[utoipa::path(
    get, path = "/apis", tag = "APIs", operation_id = "getAllAPIs",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage", "apim:api_import_export", "apim:api_list_view"])),
    params(Search, Page),
    responses((status = 200, body = List<ApiInfo>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(search): Query<Search>,
    Query(page): Query<Page>,
) -> Result<Json<List<ApiInfo>>, Error> {
    let page = page.checked()?;
    let order = search.order()?;
    let found = control.list_apis(&caller, &search.query, order, page.offset, page.limit).await?;
    let list = found.apis.into_iter().map(ApiInfo::from).collect();
    let query =
        if search.query.is_empty() { String::new() } else { format!("&query={}", encode(&search.query)) };
    Ok(Json(page.list(list, found.total, "/apis", &query)))
}
