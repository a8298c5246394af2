//! `GET /throttling-policies/{policyLevel}/{policyId}`

use axum::Json;
use axum::extract::State;
use control::Control;

use super::{ThrottlingPolicy, level};
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::Path;

/// One policy, by name.
#[utoipa::path(
    get, path = "/throttling-policies/{policyLevel}/{policyId}", tag = "Throttling policies",
    operation_id = "throttling_policies_get",
    security((), ("OAuth2Security" = [])),
    params(("policyLevel" = String, Path), ("policyId" = String, Path), ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = ThrottlingPolicy)),
)]
pub async fn get(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path((name, id)): Path<(String, String)>,
) -> Result<Json<ThrottlingPolicy>, Error> {
    let policy = control.choosable_policy(&viewer, level(&name)?, &id).await?;
    Ok(Json(ThrottlingPolicy::from(&policy)))
}
