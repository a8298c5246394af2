//! `GET /apis/{apiId}/deployments`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::revision::Deployment;
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

impl From<Vec<Deployment>> for Deployments {
    fn from(all: Vec<Deployment>) -> Self {
        Self { list: all.into_iter().map(DeploymentDto::from).collect() }
    }
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
    Ok(Json(control.list_deployments(&caller, &id).await?.into()))
}
