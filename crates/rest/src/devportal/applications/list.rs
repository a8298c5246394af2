//! `GET /applications`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::application::{ApplicationQuery, Sort};
use serde::Deserialize;
use utoipa::IntoParams;

use super::ApplicationInfo;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{List, Page};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Part of the name.
    query: String,
    /// `name`, `throttlingPolicy`, `status`, `owner` or `createdTime`.
    sort_by: String,
    /// `asc` or `desc`.
    sort_order: String,
}

impl Filter {
    fn read(self, page: Page) -> Result<ApplicationQuery, Error> {
        let by = match self.sort_by.as_str() {
            "" | "name" => Sort::Name,
            "throttlingPolicy" => Sort::Policy,
            "status" => Sort::Status,
            "owner" => Sort::Owner,
            "createdTime" => Sort::Created,
            _ => {
                return Err(Error::invalid(
                    "sortBy",
                    "must be name, throttlingPolicy, status, owner or createdTime",
                ));
            }
        };
        let descending = match self.sort_order.as_str() {
            "" | "asc" => false,
            "desc" => true,
            _ => return Err(Error::invalid("sortOrder", "must be asc or desc")),
        };
        let Page { limit, offset } = page;
        Ok(ApplicationQuery { name_contains: self.query, by, descending, offset, limit })
    }
}

/// The caller's applications.
#[utoipa::path(
    get, path = "/applications", tag = "Applications",
    operation_id = "applications_list",
    security(("OAuth2Security" = ["apim:subscribe", "apim:app_manage", "apim:app_import_export"])),
    params(Filter, Page),
    responses((status = 200, body = List<ApplicationInfo>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<List<ApplicationInfo>>, Error> {
    let page = page.checked()?;
    let found = control.applications(&caller, &filter.read(page)?).await?;
    let list = found.list.into_iter().map(|(a, count)| ApplicationInfo::new(a, Some(count))).collect();
    Ok(Json(page.list(list, found.total, "/applications", "")))
}
