//! `/throttling/policies/subscription`: business plans.

mod plan;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;
use model::policy::PolicyLevel;

pub use plan::SubscriptionThrottlePolicy;

use super::Policies;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

const LEVEL: PolicyLevel = PolicyLevel::Subscription;

/// The Subscription policies of the tenant.
#[utoipa::path(
    get, path = "/throttling/policies/subscription", tag = "Subscription policies",
    operation_id = "subscription_policies_list",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_view"])),
    responses((status = 200, body = Policies<SubscriptionThrottlePolicy>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<Policies<SubscriptionThrottlePolicy>>, Error> {
    let policies = control.policies(&caller, LEVEL).await?;
    Ok(Json(Policies::of(&policies)))
}

#[utoipa::path(
    post, path = "/throttling/policies/subscription", tag = "Subscription policies",
    operation_id = "subscription_policies_create",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_manage"])),
    request_body = SubscriptionThrottlePolicy,
    responses((status = 201, body = SubscriptionThrottlePolicy)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<SubscriptionThrottlePolicy>,
) -> Result<impl IntoResponse, Error> {
    let policy = control.create_policy(&caller, body.into_draft()?).await?;
    let location = format!("/throttling/policies/subscription/{}", policy.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(SubscriptionThrottlePolicy::from(&policy))))
}

#[utoipa::path(
    get, path = "/throttling/policies/subscription/{policyId}", tag = "Subscription policies",
    operation_id = "subscription_policies_get",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_view"])),
    params(("policyId" = String, Path)),
    responses((status = 200, body = SubscriptionThrottlePolicy)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<SubscriptionThrottlePolicy>, Error> {
    let policy = control.policy(&caller, LEVEL, &id).await?;
    Ok(Json(SubscriptionThrottlePolicy::from(&policy)))
}

#[utoipa::path(
    put, path = "/throttling/policies/subscription/{policyId}", tag = "Subscription policies",
    operation_id = "subscription_policies_update",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_manage"])),
    params(("policyId" = String, Path)), request_body = SubscriptionThrottlePolicy,
    responses((status = 200, body = SubscriptionThrottlePolicy)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<SubscriptionThrottlePolicy>,
) -> Result<Json<SubscriptionThrottlePolicy>, Error> {
    let policy = control.update_policy(&caller, &id, body.into_draft()?).await?;
    Ok(Json(SubscriptionThrottlePolicy::from(&policy)))
}

#[utoipa::path(
    delete, path = "/throttling/policies/subscription/{policyId}", tag = "Subscription policies",
    operation_id = "subscription_policies_delete",
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
