//! `POST /apis/{apiId}/deploy-revision`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control::Control;

use super::WhichRevision;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path, Query};
use crate::publisher::apis::deployments::{DeploymentBody, DeploymentDto};

/// Deploys a revision to environments; another one that is there is replaced.
#[utoipa::path(
    post, path = "/apis/{apiId}/deploy-revision", tag = "API Revisions", operation_id = "deployAPIRevision",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_manage", "apim:api_publish"])),
    params(("apiId" = String, Path), WhichRevision),
    request_body = Vec<DeploymentBody>,
    responses((status = 201, body = Vec<DeploymentDto>)),
)]
pub async fn deploy(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    Query(which): Query<WhichRevision>,
    extract::Json(body): extract::Json<Vec<DeploymentBody>>,
) -> Result<(StatusCode, Json<Vec<DeploymentDto>>), Error> {
    let named = which.revision_id.or_else(|| body.iter().find_map(|d| d.revision_uuid.clone()));
    let revision_id = named.ok_or_else(|| Error::invalid("revisionId", "is required"))?;
    let targets = body.into_iter().map(DeploymentBody::target).collect::<Result<Vec<_>, _>>()?;
    let deployments = control.deploy_revision(&caller, &id, &revision_id, &targets).await?;
    Ok((StatusCode::CREATED, Json(deployments.into_iter().map(DeploymentDto::from).collect())))
}
