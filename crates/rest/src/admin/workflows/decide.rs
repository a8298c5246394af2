//! `POST /workflows/update-workflow-status`

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use control::Control;
use control::workflow::Decision;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;
use crate::extract::{self, CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// The request's reference.
    workflow_reference_id: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Workflow {
    /// `APPROVED` or `REJECTED`.
    status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attributes: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

/// Approves or rejects a request; doing the same again changes nothing.
#[utoipa::path(
    post, path = "/workflows/update-workflow-status", tag = "Workflows (Individual)", operation_id = "workflows_decide",
    security(("OAuth2Security" = ["apim:admin", "apim:api_workflow_approve"])),
    params(Which), request_body = Workflow,
    responses((status = 200, body = Workflow)),
)]
pub async fn decide(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(which): Query<Which>,
    extract::Json(body): extract::Json<Workflow>,
) -> Result<Json<Workflow>, Error> {
    let decision = Decision::parse(&body.status)
        .ok_or_else(|| Error::invalid("status", "must be APPROVED or REJECTED"))?;
    control.decide_workflow(&caller, &which.workflow_reference_id, decision).await?;
    Ok(Json(body))
}
