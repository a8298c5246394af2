//! `GET /throttling/policies/export`: a policy as a document for another platform.

use axum::Json;
use axum::extract::State;
use control::Control;
use model::policy::PolicyLevel;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{LEVELS, document, level_named};
use crate::error::Error;
use crate::extract::{CallerExtractor, Query};

/// Version of the format; what WSO2 4.5 writes.
const VERSION: &str = "v4.5.0";
pub const KIND: &str = "throttling policy";

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Which {
    policy_id: Option<String>,
    name: Option<String>,
    /// `sub`, `app`, `api` or `global`; the first policy found when absent.
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ExportThrottlePolicy {
    #[serde(rename = "type")]
    pub kind: String,
    pub subtype: String,
    pub version: String,
    #[schema(value_type = Object)]
    pub data: Value,
}

#[utoipa::path(
    get, path = "/throttling/policies/export", tag = "Import and export of throttling policies",
    operation_id = "exportThrottlingPolicy",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_manage", "apim:policies_import_export"])),
    params(Which), responses((status = 200, body = ExportThrottlePolicy)),
)]
pub async fn export(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(which): Query<Which>,
) -> Result<Json<ExportThrottlePolicy>, Error> {
    let levels = match which.kind.as_deref() {
        None | Some("") => LEVELS.to_vec(),
        Some(kind) => {
            vec![level_named(kind).ok_or_else(|| Error::invalid("type", "must be sub, app, api or global"))?]
        }
    };
    let policy =
        control.find_policy(&caller, &levels, which.policy_id.as_deref(), which.name.as_deref()).await?;
    let mut data = document(&policy)?;
    if let Some(deployed) = data.get_mut("isDeployed") {
        *deployed = Value::Bool(false);
    }
    Ok(Json(ExportThrottlePolicy {
        kind: KIND.to_owned(),
        subtype: subtype(policy.level).to_owned(),
        version: VERSION.to_owned(),
        data,
    }))
}

pub const fn subtype(level: PolicyLevel) -> &'static str {
    match level {
        PolicyLevel::Application => "application policy",
        PolicyLevel::Subscription => "subscription policy",
        PolicyLevel::Advanced => "advanced policy",
        PolicyLevel::Custom => "custom rule",
    }
}
