//! `PUT /api-products/{apiProductId}/deployments/{deploymentId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{self, CallerExtractor};
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::deployments::{DeploymentBody, DeploymentDto};
use crate::publisher::base64_text;

/// Changes how a deployment is shown and at which virtual host. `deploymentId` is the environment's name, in base64
/// as WSO2's portals send it or as it is.
#[utoipa::path(
    put, path = "/api-products/{apiProductId}/deployments/{deploymentId}", tag = "API Product Revisions", operation_id = "updateAPIProductDeployment",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path), ("deploymentId" = String, Path)),
    request_body = DeploymentBody,
    responses((status = 200, body = DeploymentDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath((id, deployment_id)): ProductPath<(String, String)>,
    extract::Json(mut body): extract::Json<DeploymentBody>,
) -> Result<Json<DeploymentDto>, Error> {
    let environments = control.environments(&caller).await?;
    let known = |name: &String| environments.iter().any(|e| e.environment.name == *name);
    body.name = base64_text(&deployment_id).filter(known).or(Some(deployment_id));
    Ok(Json(control.update_deployment(&caller, &id, &body.target()?).await?.into()))
}
