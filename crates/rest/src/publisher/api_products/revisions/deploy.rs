//! `POST /api-products/{apiProductId}/deploy-revision`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control::Control;

use crate::error::Error;
use crate::extract::{self, CallerExtractor, Query};
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::deployments::{DeploymentBody, DeploymentDto};
use crate::publisher::apis::revisions::WhichRevision;

/// Deploys a revision to environments; another one that is there is replaced.
#[utoipa::path(
    post, path = "/api-products/{apiProductId}/deploy-revision", tag = "API Product Revisions", operation_id = "deployAPIProductRevision",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path), WhichRevision),
    request_body = Vec<DeploymentBody>,
    responses((status = 201, body = Vec<DeploymentDto>)),
)]
pub async fn deploy(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(id): ProductPath<String>,
    Query(which): Query<WhichRevision>,
    extract::Json(body): extract::Json<Vec<DeploymentBody>>,
) -> Result<(StatusCode, Json<Vec<DeploymentDto>>), Error> {
    let named = which.revision_id.or_else(|| body.iter().find_map(|d| d.revision_uuid.clone()));
    let revision_id = named.ok_or_else(|| Error::invalid("revisionId", "is required"))?;
    let targets = body.into_iter().map(DeploymentBody::target).collect::<Result<Vec<_>, _>>()?;
    let deployments = control.deploy_revision(&caller, &id, &revision_id, &targets).await?;
    Ok((StatusCode::CREATED, Json(deployments.into_iter().map(DeploymentDto::from).collect())))
}
