//! `GET /apis/{apiId}/operation-policies`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::operation_policy::Filter;

use crate::error::Error;
use crate::extract::{CallerExtractor, Path, Query};
use crate::paging::{List, Page};
use crate::publisher::operation_policies::{PolicyDto, Wanted, page};

/// The policies that were made for an API, by name and version; copies of common ones are not among them.
#[utoipa::path(
    get, path = "/apis/{apiId}/operation-policies", tag = "API Operation Policies",
    operation_id = "getAllAPISpecificOperationPolicies",
    security(("OAuth2Security" =
        ["apim:api_view", "apim:api_manage", "apim:mediation_policy_view", "apim:mediation_policy_manage", "apim:api_mediation_policy_manage"])),
    params(("apiId" = String, Path), Wanted, Page),
    responses((status = 200, body = List<PolicyDto>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(api): Path<String>,
    Query(wanted): Query<Wanted>,
    Query(asked): Query<Page>,
) -> Result<Json<List<PolicyDto>>, Error> {
    let asked = asked.checked()?;
    let found = control.api_operation_policies(&caller, &api, &Filter::parse(&wanted.query)).await?;
    Ok(Json(page(found, asked, &format!("/apis/{api}/operation-policies"), &wanted)))
}
