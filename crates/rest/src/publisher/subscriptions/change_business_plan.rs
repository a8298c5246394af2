//! `POST /subscriptions/change-business-plan`

use axum::extract::State;
use control::Control;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Which;
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct To {
    /// Name of a plan of the API.
    business_plan: String,
}

/// Moves a subscription to another plan of the API.
#[utoipa::path(
    post, path = "/subscriptions/change-business-plan", tag = "Subscriptions",
    operation_id = "subscriptions_change_business_plan",
    security(("OAuth2Security" = ["apim:subscription_manage"])),
    params(Which, To), responses((status = 200)),
)]
pub async fn change_business_plan(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(which): Query<Which>,
    Query(to): Query<To>,
) -> Result<(), Error> {
    control.change_business_plan(&caller, &which.subscription_id, &to.business_plan).await?;
    Ok(())
}
