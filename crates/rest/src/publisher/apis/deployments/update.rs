//! `PUT /apis/{apiId}/deployments/{deploymentId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::{DeploymentBody, DeploymentDto};
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};
use crate::publisher::base64_text;

/// Changes how a deployment is shown and at which virtual host. `deploymentId` is the environment's name, in base64
/// as WSO2's portals send it or as it is.
#[utoipa::path(
    put, path = "/apis/{apiId}/deployments/{deploymentId}", tag = "API Revisions", operation_id = "updateAPIDeployment",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:api_publish"])),
    params(("apiId" = String, Path), ("deploymentId" = String, Path)),
    request_body = DeploymentBody,
    responses((status = 200, body = DeploymentDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((id, deployment_id)): Path<(String, String)>,
    extract::Json(mut body): extract::Json<DeploymentBody>,
) -> Result<Json<DeploymentDto>, Error> {
    let environments = control.environments(&caller).await?;
    let known = |name: &String| environments.iter().any(|e| e.environment.name == *name);
    body.name = base64_text(&deployment_id).filter(known).or(Some(deployment_id));
    Ok(Json(control.update_deployment(&caller, &id, &body.target()?).await?.into()))
}
