//! `POST /subscriptions/multiple`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::{SubscriptionBody, SubscriptionDto};
use crate::error::Error;
use crate::extract::{self, CallerExtractor};

/// Makes all of the subscriptions, or none and says why.
#[utoipa::path(
    post, path = "/subscriptions/multiple", tag = "Subscriptions",
    operation_id = "subscriptions_create_multiple",
    security(("OAuth2Security" = ["apim:subscribe", "apim:sub_manage"])),
    request_body = Vec<SubscriptionBody>,
    responses((status = 200, body = Vec<SubscriptionDto>)),
)]
pub async fn create_multiple(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<Vec<SubscriptionBody>>,
) -> Result<Json<Vec<SubscriptionDto>>, Error> {
    let wishes: Vec<_> = body.into_iter().map(SubscriptionBody::wish).collect();
    let made = control.subscribe_all(&caller, &wishes).await?;
    Ok(Json(made.into_iter().map(Into::into).collect()))
}
