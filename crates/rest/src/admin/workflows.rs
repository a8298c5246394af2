//! `/workflows`: requests that wait for an administrator.

mod decide;
mod get;
mod list;

use control::Control;
use control::workflow::Task;
use model::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list::list)).routes(routes!(decide::decide)).routes(routes!(get::get))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WorkflowInfo {
    /// Such as `SUBSCRIPTION_CREATION`.
    workflow_type: &'static str,
    /// `CREATED`: it waits.
    workflow_status: &'static str,
    /// `2020-02-10 10:10:19.704`, UTC.
    created_time: String,
    updated_time: String,
    reference_id: String,
    /// What the request is about.
    #[schema(value_type = Object)]
    properties: Value,
    description: String,
}

impl From<Task> for WorkflowInfo {
    fn from(task: Task) -> Self {
        let name = task.kind.as_str();
        let time = |at: Timestamp| at.rfc3339().replace('T', " ").trim_end_matches('Z').to_owned();
        Self {
            workflow_type: name.strip_prefix("AM_").unwrap_or(name),
            workflow_status: "CREATED",
            created_time: time(task.created_at),
            updated_time: time(task.updated_at),
            reference_id: task.id,
            properties: task.properties,
            description: task.description,
        }
    }
}
