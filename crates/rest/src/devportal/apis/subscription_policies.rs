//! `GET /apis/{apiId}/subscription-policies`

use axum::Json;
use axum::extract::State;
use control::Control;

use crate::devportal::throttling_policies::ThrottlingPolicy;
use crate::devportal::viewer::Looking;
use crate::error::Error;
use crate::extract::Path;

/// The plans of an API that the viewer may choose from.
#[utoipa::path(
    get, path = "/apis/{apiId}/subscription-policies", tag = "APIs",
    operation_id = "apis_subscription_policies",
    security((), ("OAuth2Security" = [])),
    params(("apiId" = String, Path), ("X-WSO2-Tenant" = Option<String>, Header)),
    responses((status = 200, body = Vec<ThrottlingPolicy>)),
)]
pub async fn subscription_policies(
    State(control): State<Control>,
    Looking(viewer): Looking,
    Path(id): Path<String>,
) -> Result<Json<Vec<ThrottlingPolicy>>, Error> {
    let plans = control.catalogue_plans(&viewer, &id).await?;
    Ok(Json(plans.iter().map(ThrottlingPolicy::from).collect()))
}
