//! `GET /apis/{apiId}/subscription-policies`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path};
use crate::publisher::throttling_policies::PolicyDto;

/// The business plans an API offers.
#[utoipa::path(
    get, path = "/apis/{apiId}/subscription-policies", tag = "APIs", operation_id = "getAPISubscriptionPolicies",
    security(("OAuth2Security" = ["apim:api_view", "apim:api_manage"])),
    params(("apiId" = String, Path)),
    responses((status = 200, body = Vec<PolicyDto>)),
)]
pub async fn subscription_policies(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<Vec<PolicyDto>>, Error> {
    let plans = control.api_plans(&caller, &id).await?;
    Ok(Json(plans.iter().map(PolicyDto::from).collect()))
}
