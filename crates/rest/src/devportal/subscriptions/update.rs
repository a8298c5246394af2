//! `PUT /subscriptions/{subscriptionId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::{SubscriptionBody, SubscriptionDto};
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

/// Moves a subscription of the caller to another plan.
#[utoipa::path(
    put, path = "/subscriptions/{subscriptionId}", tag = "Subscriptions",
    operation_id = "subscriptions_update",
    security(("OAuth2Security" = ["apim:subscribe", "apim:sub_manage"])),
    params(("subscriptionId" = String, Path)), request_body = SubscriptionBody,
    responses((status = 200, body = SubscriptionDto)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<SubscriptionBody>,
) -> Result<Json<SubscriptionDto>, Error> {
    Ok(Json(control.change_plan(&caller, &id, &body.change()).await?.into()))
}
