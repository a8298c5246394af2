//! `GET /apis/{apiId}/deployments`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use super::DeploymentDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = APIRevisionDeploymentList)]
pub struct Deployments {
    list: Vec<DeploymentDto>,
}

/// What is deployed of an API.
#[utoipa::path(
    get, path = "/apis/{apiId}/deployments", tag = "API Revisions", operation_id = "getAPIRevisionDeployments",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_create", "apim:api_manage", "apim:api_publish"])),
    params(("apiId" = String, Path)),
    responses((status = 200, body = Deployments)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<Deployments>, Error> {
    let list = control.list_deployments(&caller, &id).await?;
    Ok(Json(Deployments { list: list.into_iter().map(DeploymentDto::from).collect() }))
}
