//! `GET /applications`.

use axum::Json;
use axum::extract::State;
use control::Control;
use control::application::{Application, EveryApplicationQuery, Sort};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{Page, Pagination};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// The owner; everybody when absent.
    user: String,
    /// Part of the name.
    name: String,
    /// The caller's own tenant, and no other.
    tenant_domain: String,
    /// `name`, `owner`, `status` or `createdTime`.
    sort_by: String,
    /// `asc` or `desc`.
    sort_order: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationInfo {
    application_id: String,
    name: String,
    owner: String,
    status: String,
    group_id: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationList {
    /// How many are in `list`.
    count: usize,
    list: Vec<ApplicationInfo>,
    /// Link to the next page; empty at the end.
    next: String,
    /// Link to the previous page; empty at the start.
    previous: String,
    pagination: Pagination,
}

impl From<Application> for ApplicationInfo {
    fn from(a: Application) -> Self {
        let owner = a.owner.to_string();
        Self { application_id: a.id, name: a.name, owner, status: a.status, group_id: "" }
    }
}

/// Applications of the tenant, whoever owns them.
#[utoipa::path(
    get, path = "/applications", tag = "Applications", operation_id = "applications_list",
    security(("OAuth2Security" = ["apim:admin", "apim:app_owner_change", "apim:app_import_export"])),
    params(Filter, Page), responses((status = 200, body = ApplicationList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<ApplicationList>, Error> {
    let page = page.checked()?;
    let query = filter.read(page)?;
    let found = control.all_applications(&caller, &query).await?;
    let list = found.list.into_iter().map(|(a, _)| ApplicationInfo::from(a)).collect();
    let kept = format!("&user={}", crate::paging::encode(&query.user));
    let list = page.list(list, found.total, "/applications", &kept);
    Ok(Json(ApplicationList {
        count: list.count,
        list: list.list,
        next: list.pagination.next.clone(),
        previous: list.pagination.previous.clone(),
        pagination: list.pagination,
    }))
}

impl Filter {
    fn read(self, page: Page) -> Result<EveryApplicationQuery, Error> {
        let by = match self.sort_by.as_str() {
            "" | "name" => Sort::Name,
            "owner" => Sort::Owner,
            "status" => Sort::Status,
            "createdTime" => Sort::Created,
            _ => return Err(Error::invalid("sortBy", "must be name, owner, status or createdTime")),
        };
        let descending = match self.sort_order.as_str() {
            "" | "asc" => false,
            "desc" => true,
            _ => return Err(Error::invalid("sortOrder", "must be asc or desc")),
        };
        let Page { limit, offset } = page;
        let (user, name_contains, tenant) = (self.user, self.name, self.tenant_domain);
        Ok(EveryApplicationQuery { user, name_contains, tenant, by, descending, offset, limit })
    }
}
