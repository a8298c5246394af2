//! `/throttling/policies/application`: how much an application may call in all.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;
use control::policy::{Draft, Policy, Terms};
use model::policy::PolicyLevel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Policies;
use crate::admin::throttling::limit::{BurstLimit, FailureModeDto, ThrottleLimit};
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationThrottlePolicy {
    #[serde(default, skip_deserializing)]
    policy_id: String,
    policy_name: String,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    is_deployed: bool,
    /// Always `ApplicationThrottlePolicy`.
    #[serde(default, rename = "type")]
    kind: Option<String>,
    default_limit: ThrottleLimit,
    #[serde(default)]
    burst_limit: Option<BurstLimit>,
    /// What gateways do while no traffic manager answers: `local` (each takes its share of the limit), `open` (admit)
    /// or `closed` (refuse). When absent: what it was; `local` for a new policy.
    #[serde(default)]
    failure_mode: Option<FailureModeDto>,
}

impl From<&Policy> for ApplicationThrottlePolicy {
    fn from(policy: &Policy) -> Self {
        Self {
            policy_id: policy.id.clone(),
            policy_name: policy.name.clone(),
            display_name: Some(policy.display_name.clone()),
            description: Some(policy.description.clone()),
            is_deployed: true,
            kind: Some("ApplicationThrottlePolicy".to_owned()),
            default_limit: ThrottleLimit::from(&policy.terms.quota),
            burst_limit: Some(BurstLimit::of(policy.terms.burst.as_ref())),
            failure_mode: Some(FailureModeDto::of(&policy.terms)),
        }
    }
}

impl ApplicationThrottlePolicy {
    pub fn into_draft(self) -> Result<Draft, Error> {
        let mut terms = Terms::new(self.default_limit.into_quota("defaultLimit")?);
        terms.burst = self.burst_limit.map(BurstLimit::into_burst).transpose()?.flatten();
        terms.failure_mode = self.failure_mode.map(Into::into);
        Ok(Draft {
            level: LEVEL,
            name: self.policy_name,
            display_name: self.display_name.unwrap_or_default(),
            description: self.description.unwrap_or_default(),
            terms,
        })
    }
}

const LEVEL: PolicyLevel = PolicyLevel::Application;

/// The Application policies of the tenant.
#[utoipa::path(
    get, path = "/throttling/policies/application", tag = "Application policies",
    operation_id = "application_policies_list",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_view"])),
    responses((status = 200, body = Policies<ApplicationThrottlePolicy>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<Policies<ApplicationThrottlePolicy>>, Error> {
    let policies = control.policies(&caller, LEVEL).await?;
    Ok(Json(Policies::of(&policies)))
}

#[utoipa::path(
    post, path = "/throttling/policies/application", tag = "Application policies",
    operation_id = "application_policies_create",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_manage"])),
    request_body = ApplicationThrottlePolicy,
    responses((status = 201, body = ApplicationThrottlePolicy)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<ApplicationThrottlePolicy>,
) -> Result<impl IntoResponse, Error> {
    let policy = control.create_policy(&caller, body.into_draft()?).await?;
    let location = format!("/throttling/policies/application/{}", policy.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(ApplicationThrottlePolicy::from(&policy))))
}

#[utoipa::path(
    get, path = "/throttling/policies/application/{policyId}", tag = "Application policies",
    operation_id = "application_policies_get",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_view"])),
    params(("policyId" = String, Path)),
    responses((status = 200, body = ApplicationThrottlePolicy)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<ApplicationThrottlePolicy>, Error> {
    let policy = control.policy(&caller, LEVEL, &id).await?;
    Ok(Json(ApplicationThrottlePolicy::from(&policy)))
}

#[utoipa::path(
    put, path = "/throttling/policies/application/{policyId}", tag = "Application policies",
    operation_id = "application_policies_update",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_manage"])),
    params(("policyId" = String, Path)), request_body = ApplicationThrottlePolicy,
    responses((status = 200, body = ApplicationThrottlePolicy)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<ApplicationThrottlePolicy>,
) -> Result<Json<ApplicationThrottlePolicy>, Error> {
    let policy = control.update_policy(&caller, &id, body.into_draft()?).await?;
    Ok(Json(ApplicationThrottlePolicy::from(&policy)))
}

#[utoipa::path(
    delete, path = "/throttling/policies/application/{policyId}", tag = "Application policies",
    operation_id = "application_policies_delete",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_manage"])),
    params(("policyId" = String, Path)), responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.delete_policy(&caller, LEVEL, &id).await?)
}
