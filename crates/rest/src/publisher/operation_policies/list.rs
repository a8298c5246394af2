//! `GET /operation-policies`

use axum::Json;
use axum::extract::State;
use control::Control;
use control::operation_policy::Filter;

use super::{PolicyDto, Wanted, page};
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};
use crate::paging::{List, Page};

/// The tenant's common policies, by name and version.
#[utoipa::path(
    get, path = "/operation-policies", tag = "Operation Policies",
    operation_id = "getAllCommonOperationPolicies",
    security(("OAuth2Security" =
        ["apim:common_operation_policy_view", "apim:common_operation_policy_manage", "apim:policies_import_export"])),
    params(Wanted, Page),
    responses((status = 200, body = List<PolicyDto>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(wanted): Query<Wanted>,
    Query(asked): Query<Page>,
) -> Result<Json<List<PolicyDto>>, Error> {
    let asked = asked.checked()?;
    let found = control.common_operation_policies(&caller, &Filter::parse(&wanted.query)).await?;
    Ok(Json(page(found, asked, "/operation-policies", &wanted)))
}
