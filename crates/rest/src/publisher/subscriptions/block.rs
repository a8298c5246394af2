//! `POST /subscriptions/block-subscription`

use axum::extract::State;
use control::Control;
use control::subscription::BlockState;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Which;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct How {
    /// `BLOCKED`, or `PROD_ONLY_BLOCKED` for production keys only.
    block_state: String,
}

/// Stops a subscription.
#[utoipa::path(
    post, path = "/subscriptions/block-subscription", tag = "Subscriptions",
    operation_id = "subscriptions_block",
    security(("OAuth2Security" = ["apim:subscription_block", "apim:subscription_manage"])),
    params(Which, How), responses((status = 200)),
)]
pub async fn block(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(which): Query<Which>,
    Query(how): Query<How>,
) -> Result<(), Error> {
    let how = BlockState::parse(&how.block_state)
        .ok_or_else(|| Error::invalid("blockState", "must be BLOCKED or PROD_ONLY_BLOCKED"))?;
    control.block_subscription(&caller, &which.subscription_id, how).await?;
    Ok(())
}
