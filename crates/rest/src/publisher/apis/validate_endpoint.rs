//! `POST /apis/validate-endpoint`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// URL of the back end.
    endpoint_url: String,
    /// The API that is to use it.
    #[serde(default)]
    api_id: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiEndpointValidationResponse)]
pub struct Check {
    /// HTTP status of its answer; 0 without one.
    status_code: u16,
    status_message: String,
    /// Why there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Does a back end answer? It is asked with HEAD, from the control plane.
#[utoipa::path(
    post, path = "/apis/validate-endpoint", tag = "Validation", operation_id = "validateEndpoint",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage"])),
    params(Which), responses((status = 200, body = Check)),
)]
pub async fn validate_endpoint(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(which): Query<Which>,
) -> Result<Json<Check>, Error> {
    let api = which.api_id.as_deref().filter(|id| !id.is_empty());
    let check = control.check_endpoint(&caller, api, &which.endpoint_url).await?;
    Ok(Json(Check { status_code: check.status, status_message: check.message, error: check.error }))
}
