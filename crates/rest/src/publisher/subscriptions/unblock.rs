//! `POST /subscriptions/unblock-subscription`

use axum::extract::State;
use control::Control;

use super::Which;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

/// Lets a stopped subscription go on.
#[utoipa::path(
    post, path = "/subscriptions/unblock-subscription", tag = "Subscriptions",
    operation_id = "subscriptions_unblock",
    security(("OAuth2Security" = ["apim:subscription_block", "apim:subscription_manage"])),
    params(Which), responses((status = 200)),
)]
pub async fn unblock(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(which): Query<Which>,
) -> Result<(), Error> {
    control.unblock_subscription(&caller, &which.subscription_id).await?;
    Ok(())
}
