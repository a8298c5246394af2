//! `GET /throttling-policies/{policyLevel}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::{ThrottlingPolicy, level};
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::paging::{List, Page};

/// The policies of a level that the viewer may choose from.
#[utoipa::path(
    get, path = "/throttling-policies/{policyLevel}", tag = "Throttling policies",
    operation_id = "throttling_policies_list",
    security((), ("OAuth2Security" = [])),
    params(("policyLevel" = String, Path), Page, ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = List<ThrottlingPolicy>)),
)]
pub async fn list(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path(name): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<List<ThrottlingPolicy>>, Error> {
    let page = page.checked()?;
    let policies = control.choosable_policies(&viewer, level(&name)?).await?;
    let list = policies.iter().map(ThrottlingPolicy::from).collect();
    Ok(Json(page.cut(list, &format!("/throttling-policies/{name}"), "")))
}
