//! `POST /api-products/{apiProductId}/undeploy-revision`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, OptionalJson, Query};
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::deployments::{DeploymentBody, DeploymentDto};
use crate::publisher::apis::revisions::undeploy::Asked;

/// Takes a revision out of environments.
#[utoipa::path(
    post, path = "/api-products/{apiProductId}/undeploy-revision", tag = "API Product Revisions", operation_id = "undeployAPIProductRevision",
    security(("OAuth2Security" = ["apim:api_create", "apim:api_publish", "apim:api_manage", "apim:api_product_import_export"])),
    params(("apiProductId" = String, Path), Asked),
    request_body = Option<Vec<DeploymentBody>>,
    responses((status = 201, body = Vec<DeploymentDto>)),
)]
pub async fn undeploy(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(id): ProductPath<String>,
    Query(asked): Query<Asked>,
    OptionalJson(body): OptionalJson<Vec<DeploymentBody>>,
) -> Result<(StatusCode, Json<Vec<DeploymentDto>>), Error> {
    let (which, environments) = asked.of(body.unwrap_or_default())?;
    let ended = control.undeploy_revision(&caller, &id, &which, environments.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(ended.into_iter().map(DeploymentDto::from).collect())))
}
