//! `GET /workflows`

use axum::Json;
use axum::extract::State;
use control::Control;
use model::workflow::Kind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::WorkflowInfo;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{Page, encode};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Such as `AM_SUBSCRIPTION_CREATION`; all when absent.
    workflow_type: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WorkflowList {
    count: usize,
    /// Link to the next page; empty at the end.
    next: String,
    previous: String,
    list: Vec<WorkflowInfo>,
}

/// The requests that wait in the tenant, oldest first.
#[utoipa::path(
    get, path = "/workflows", tag = "Workflow (Collection)", operation_id = "workflows_list",
    security(("OAuth2Security" = ["apim:admin", "apim:api_workflow_view"])),
    params(Filter, Page),
    responses((status = 200, body = WorkflowList)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(filter): Query<Filter>,
    Query(page): Query<Page>,
) -> Result<Json<WorkflowList>, Error> {
    let page = page.checked()?;
    let name = filter.workflow_type.as_str();
    let kind = match (name, Kind::parse(name)) {
        ("", _) => None,
        (_, Some(kind)) => Some(kind),
        _ => return Err(Error::invalid("workflowType", "must be the name of a kind of workflow")),
    };
    let found = control.workflows(&caller, kind, page.offset, page.limit).await?;
    let query = if name.is_empty() { String::new() } else { format!("&workflowType={}", encode(name)) };
    let list = found.list.into_iter().map(WorkflowInfo::from).collect();
    let page = page.list(list, found.total, "/workflows", &query);
    let (next, previous) = (page.pagination.next, page.pagination.previous);
    Ok(Json(WorkflowList { count: page.count, next, previous, list: page.list }))
}
