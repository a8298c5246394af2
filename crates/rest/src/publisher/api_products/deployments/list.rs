//! `GET /api-products/{apiProductId}/deployments`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::CallerExtractor;
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::deployments::list::Deployments;

/// What is deployed of a product.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}/deployments", tag = "API Product Revisions", operation_id = "getAPIProductRevisionDeployments",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_create", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    responses((status = 200, body = Deployments)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(id): ProductPath<String>,
) -> Result<Json<Deployments>, Error> {
    Ok(Json(control.list_deployments(&caller, &id).await?.into()))
}
