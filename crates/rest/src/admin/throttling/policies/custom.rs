//! `/throttling/policies/custom`: rules over a key template. Super tenant only.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use control::Control;
use control::policy::{Amount, CustomRule as Rule, Draft, Policy, Quota, Terms};
use model::policy::PolicyLevel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Policies;
use crate::error::Error;
use crate::extract::{self, CallerExtractor, Path};

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CustomRule {
    #[serde(default, skip_deserializing)]
    policy_id: String,
    policy_name: String,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    is_deployed: bool,
    /// Always `CustomRule`.
    #[serde(default, rename = "type")]
    kind: Option<String>,
    siddhi_query: String,
    key_template: String,
}

impl From<&Policy> for CustomRule {
    fn from(policy: &Policy) -> Self {
        let rule = policy.terms.rule.clone();
        let (siddhi_query, key_template) = rule.map(|r| (r.siddhi_query, r.key_template)).unwrap_or_default();
        Self {
            policy_id: policy.id.clone(),
            policy_name: policy.name.clone(),
            display_name: Some(policy.display_name.clone()),
            description: Some(policy.description.clone()),
            is_deployed: true,
            kind: Some("CustomRule".to_owned()),
            siddhi_query,
            key_template,
        }
    }
}

impl CustomRule {
    #[expect(clippy::unnecessary_wraps, reason = "as the other levels")]
    pub fn into_draft(self) -> Result<Draft, Error> {
        let rule = Rule { key_template: self.key_template, siddhi_query: self.siddhi_query };
        // The quota is read from the query when rules are enforced.
        let mut terms = Terms::new(Quota::new(Amount::Requests(0), 1, "min"));
        terms.rule = Some(rule);
        Ok(Draft {
            level: LEVEL,
            name: self.policy_name,
            display_name: self.display_name.unwrap_or_default(),
            description: self.description.unwrap_or_default(),
            terms,
        })
    }
}

const LEVEL: PolicyLevel = PolicyLevel::Custom;

/// The Custom rules of the tenant.
#[utoipa::path(
    get, path = "/throttling/policies/custom", tag = "Custom rules",
    operation_id = "custom_policies_list",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_view"])),
    responses((status = 200, body = Policies<CustomRule>)),
)]
pub async fn list(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
) -> Result<Json<Policies<CustomRule>>, Error> {
    let policies = control.policies(&caller, LEVEL).await?;
    Ok(Json(Policies::of(&policies)))
}

#[utoipa::path(
    post, path = "/throttling/policies/custom", tag = "Custom rules",
    operation_id = "custom_policies_create",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_manage"])),
    request_body = CustomRule,
    responses((status = 201, body = CustomRule)),
)]
pub async fn create(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    extract::Json(body): extract::Json<CustomRule>,
) -> Result<impl IntoResponse, Error> {
    let policy = control.create_policy(&caller, body.into_draft()?).await?;
    let location = format!("/throttling/policies/custom/{}", policy.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(CustomRule::from(&policy))))
}

#[utoipa::path(
    get, path = "/throttling/policies/custom/{ruleId}", tag = "Custom rules",
    operation_id = "custom_policies_get",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_view"])),
    params(("ruleId" = String, Path)),
    responses((status = 200, body = CustomRule)),
)]
pub async fn get(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<Json<CustomRule>, Error> {
    let policy = control.policy(&caller, LEVEL, &id).await?;
    Ok(Json(CustomRule::from(&policy)))
}

#[utoipa::path(
    put, path = "/throttling/policies/custom/{ruleId}", tag = "Custom rules",
    operation_id = "custom_policies_update",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_manage"])),
    params(("ruleId" = String, Path)), request_body = CustomRule,
    responses((status = 200, body = CustomRule)),
)]
pub async fn update(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
    extract::Json(body): extract::Json<CustomRule>,
) -> Result<Json<CustomRule>, Error> {
    let policy = control.update_policy(&caller, &id, body.into_draft()?).await?;
    Ok(Json(CustomRule::from(&policy)))
}

#[utoipa::path(
    delete, path = "/throttling/policies/custom/{ruleId}", tag = "Custom rules",
    operation_id = "custom_policies_delete",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_manage"])),
    params(("ruleId" = String, Path)), responses((status = 200)),
)]
pub async fn delete(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Path(id): Path<String>,
) -> Result<(), Error> {
    Ok(control.delete_policy(&caller, LEVEL, &id).await?)
}
