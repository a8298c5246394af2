//! `POST /apis/change-lifecycle`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::api::{Checklist, LifecycleState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::StateDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Change {
    api_id: String,
    /// A transition's `event`, such as `Publish`.
    action: String,
    /// `<item>:true,<item>:false` with the names of the state's check items.
    #[serde(default)]
    lifecycle_checklist: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkflowResponse)]
pub struct Changed {
    /// `APPROVED`: done. `CREATED`: it waits for approval.
    workflow_status: &'static str,
    json_payload: String,
    lifecycle_state: StateDto,
}

impl From<LifecycleState> for Changed {
    fn from(state: LifecycleState) -> Self {
        let workflow_status = if state.waits { "CREATED" } else { "APPROVED" };
        Self { workflow_status, json_payload: String::new(), lifecycle_state: state.into() }
    }
}

/// Takes an API to its next state.
#[utoipa::path(
    post, path = "/apis/change-lifecycle", tag = "API Lifecycle", operation_id = "changeAPILifecycle",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_manage", "apim:api_import_export"])),
    params(Change),
    responses((status = 200, body = Changed)),
)]
pub async fn change(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(change): Query<Change>,
) -> Result<Json<Changed>, Error> {
    let checklist = Checklist::parse(&change.lifecycle_checklist)?;
    let state = control.change_lifecycle(&caller, &change.api_id, &change.action, checklist).await?;
    Ok(Json(state.into()))
}
