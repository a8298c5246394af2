//! `GET /subscriptions/{subscriptionId}/subscriber-info`

use axum::Json;
use axum::extract::State;
use control::Control;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

#[derive(Debug, Serialize, ToSchema)]
pub struct SubscriberInfo {
    name: String,
    /// What of the user's profile publishers may see: nothing.
    claims: Vec<Value>,
}

/// Who subscribed.
#[utoipa::path(
    get, path = "/subscriptions/{subscriptionId}/subscriber-info", tag = "Subscriptions",
    operation_id = "subscriptions_subscriber_info",
    security(("OAuth2Security" = ["apim:api_view", "apim:subscription_view", "apim:subscription_manage"])),
    params(("subscriptionId" = String, Path)),
    responses((status = 200, body = SubscriberInfo)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<SubscriberInfo>, Error> {
    let subscriber = control.subscriber(&caller, &id).await?;
    Ok(Json(SubscriberInfo { name: subscriber.name, claims: Vec::new() }))
}
