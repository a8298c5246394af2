//! `GET /subscriptions/{subscriptionId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::SubscriptionDto;
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// A subscription of the caller.
#[utoipa::path(
    get, path = "/subscriptions/{subscriptionId}", tag = "Subscriptions",
    operation_id = "subscriptions_get",
    security(("OAuth2Security" = ["apim:subscribe", "apim:sub_manage"])),
    params(("subscriptionId" = String, Path)),
    responses((status = 200, body = SubscriptionDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<SubscriptionDto>, Error> {
    Ok(Json(control.subscription(&caller, &id).await?.into()))
}
