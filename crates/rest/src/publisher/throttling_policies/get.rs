//! `GET /throttling-policies/{policyLevel}/{policyName}`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::api::code;

use super::{PolicyDto, level};
use crate::error::Error;
use crate::extract::{CallerExtractor, Path};

/// A policy by its name.
#[utoipa::path(
    get, path = "/throttling-policies/{policyLevel}/{policyName}", tag = "Throttling Policies",
    operation_id = "getThrottlingPolicyByName",
    security(("OAuth2Security" = ["apim:api_view", "apim:tier_view", "apim:tier_manage"])),
    params(("policyLevel" = String, Path, description = "`api` or `subscription`"), ("policyName" = String, Path)),
    responses((status = 200, body = PolicyDto)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path((level_name, name)): Path<(String, String)>,
) -> Result<Json<PolicyDto>, Error> {
    let all = control.policies(&caller, level(&level_name)?).await?;
    let found = all.iter().find(|p| p.name == name);
    let found =
        found.ok_or_else(|| control::Error::not_found("Throttling policy", name, code::POLICY_NOT_FOUND))?;
    Ok(Json(found.into()))
}
