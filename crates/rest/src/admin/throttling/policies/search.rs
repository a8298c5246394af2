//! `GET /throttling/policies/search?query=type:<all|app|sub|api|global>`.

use axum::Json;
use axum::extract::State;
use control::Control;
use control::policy::Policy;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{LEVELS, Policies, level_named, short_name};
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// `type:all`, `type:app`, `type:sub`, `type:api` or `type:global`; all when absent.
    query: Option<String>,
}

/// What a search says about a policy.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ThrottlePolicyDetails {
    uuid: String,
    policy_name: String,
    display_name: String,
    description: String,
    is_deployed: bool,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl From<&Policy> for ThrottlePolicyDetails {
    fn from(policy: &Policy) -> Self {
        Self {
            uuid: policy.id.clone(),
            policy_name: policy.name.clone(),
            display_name: policy.display_name.clone(),
            description: policy.description.clone(),
            is_deployed: true,
            kind: short_name(policy.level),
        }
    }
}

#[utoipa::path(
    get, path = "/throttling/policies/search", tag = "Throttling policy search",
    operation_id = "throttlingPolicySearch",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_view"])),
    params(Search), responses((status = 200, body = Policies<ThrottlePolicyDetails>)),
)]
pub async fn search(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(search): Query<Search>,
) -> Result<Json<Policies<ThrottlePolicyDetails>>, Error> {
    let query = search.query.unwrap_or_default();
    let kind = query.trim().strip_prefix("type:").unwrap_or(query.trim()).trim();
    let policies = if kind.is_empty() || kind == "all" {
        control.search_policies(&caller, &LEVELS).await?
    } else {
        let level = level_named(kind).ok_or_else(|| {
            Error::invalid("query", "must be type:all, type:app, type:sub, type:api or type:global")
        })?;
        control.search_policies(&caller, &[level]).await?
    };
    Ok(Json(Policies::of(&policies)))
}
