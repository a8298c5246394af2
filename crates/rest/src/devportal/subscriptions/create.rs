//! `POST /subscriptions`

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;

use super::{SubscriptionBody, SubscriptionDto};
use crate::error::Error;
use crate::extract::{self, CallerExtractor};

/// Subscribes an application of the caller to an API.
#[utoipa::path(
    post, path = "/subscriptions", tag = "Subscriptions",
    operation_id = "subscriptions_create",
    security(("OAuth2Security" = ["apim:subscribe", "apim:sub_manage"])),
    request_body = SubscriptionBody,
    responses((status = 201, body = SubscriptionDto)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<SubscriptionBody>,
) -> Result<impl IntoResponse, Error> {
    let made = SubscriptionDto::from(control.subscribe(&caller, &body.wish()).await?);
    let location = format!("/api/am/devportal/v3/subscriptions/{}", made.subscription_id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(made)))
}
