//! `GET /api-products/{apiProductId}/lifecycle-state`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::CallerExtractor;
use crate::publisher::api_products::ProductPath;
use crate::publisher::apis::lifecycle::StateDto;

/// Where a product stands and where it may go.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}/lifecycle-state", tag = "API Product Lifecycle", operation_id = "getAPIProductLifecycleState",
    security(("OAuth2Security" = ["apim:api_publish", "apim:api_create", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    responses((status = 200, body = StateDto)),
)]
pub async fn state(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    ProductPath(id): ProductPath<String>,
) -> Result<Json<StateDto>, Error> {
    Ok(Json(control.lifecycle_state(&caller, &id).await?.into()))
}
