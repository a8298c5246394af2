//! `GET /throttling-policies/{policyLevel}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::{PolicyDto, is_offered, level};
use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};
use crate::paging::{List, Page};

/// The policies of a level.
#[utoipa::path(
    get, path = "/throttling-policies/{policyLevel}", tag = "Throttling Policies",
    operation_id = "getAllThrottlingPolicies",
    security(("OAuth2Security" = ["apim:api_view", "apim:tier_view", "apim:tier_manage"])),
    params(("policyLevel" = String, Path, description = "`api` or `subscription`"), Page),
    responses((status = 200, body = List<PolicyDto>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(name): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<List<PolicyDto>>, Error> {
    let page = page.checked()?;
    let all = control.policies(&caller, level(&name)?).await?;
    let offered = all.iter().filter(|p| is_offered(p)).map(PolicyDto::from).collect();
    Ok(Json(page.cut(offered, &format!("/throttling-policies/{name}"), "")))
}
