//! What waits for approval, in answers of the developer portal.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use control::workflow::Outcome;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowResponse {
    /// `CREATED`: it waits for an administrator.
    workflow_status: &'static str,
    /// The request's properties, as JSON in a text.
    json_payload: String,
}

/// What was deleted, or 201 with the request to delete it, as in WSO2.
pub struct Deleted(pub Outcome);

impl IntoResponse for Deleted {
    fn into_response(self) -> Response {
        match self.0 {
            Outcome::Done => StatusCode::OK.into_response(),
            Outcome::Waits(task) => {
                let json_payload = task.properties.to_string();
                let body = WorkflowResponse { workflow_status: "CREATED", json_payload };
                (StatusCode::CREATED, Json(body)).into_response()
            }
        }
    }
}
