//! `GET /api-products/{apiProductId}/is-outdated`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = APIProductOutdatedStatus)]
pub struct Outdated {
    is_outdated: bool,
}

/// Whether a member has changed since the product was saved; saving it again takes the change over.
#[utoipa::path(
    get, path = "/api-products/{apiProductId}/is-outdated", tag = "API Products",
    operation_id = "getIsAPIProductOutdated",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_publish", "apim:api_manage"])),
    params(("apiProductId" = String, Path)),
    responses((status = 200, body = Outdated)),
)]
pub async fn is_outdated(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<Outdated>, Error> {
    Ok(Json(Outdated { is_outdated: control.product_is_outdated(&caller, &id).await? }))
}
