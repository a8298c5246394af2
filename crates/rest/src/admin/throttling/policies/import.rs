//! `POST /throttling/policies/import`: a policy exported from another platform.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control::Control;
use control::policy::{Draft, Policy};
use model::policy::PolicyLevel;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::export::{ExportThrottlePolicy, KIND, subtype};
use super::{LEVELS, advanced, application, custom, document, subscription};
use crate::error::Error;
use crate::extract::{CallerExtractor, Multipart, Query, from_value, parse_json};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct How {
    /// Replace a policy of that level and name; otherwise its being there is a conflict.
    #[serde(default)]
    overwrite: bool,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
struct Form {
    /// An exported policy as JSON.
    #[schema(format = Binary, content_media_type = "application/json")]
    file: String,
}

/// What was imported.
#[derive(Debug, Serialize, ToSchema)]
pub struct Imported {
    message: String,
    #[schema(value_type = Object)]
    policy: Value,
}

/// 201 when the policy is new, 200 when it replaced another.
#[utoipa::path(
    post, path = "/throttling/policies/import", tag = "Import and export of throttling policies",
    operation_id = "importThrottlingPolicy",
    security(("OAuth2Security" = ["apim:admin", "apim:tier_manage", "apim:policies_import_export"])),
    params(How), request_body(content = Form, content_type = "multipart/form-data"),
    responses((status = 200, body = Imported), (status = 201, body = Imported)),
)]
pub async fn import(
    State(control): State<Control>,
    CallerExtractor(caller): CallerExtractor,
    Query(how): Query<How>,
    mut form: Multipart,
) -> Result<(StatusCode, Json<Imported>), Error> {
    let exported: ExportThrottlePolicy = parse_json("file", &form.part("file").await?)?;
    let (policy, made) = control.import_policy(&caller, draft(exported)?, how.overwrite).await?;
    let (status, verb) = if made { (StatusCode::CREATED, "imported") } else { (StatusCode::OK, "updated") };
    Ok((status, Json(Imported { message: told(&policy, verb), policy: document(&policy)? })))
}

fn told(policy: &Policy, verb: &str) -> String {
    format!("Successfully {verb} {} with name {}", subtype(policy.level), policy.name)
}

fn draft(exported: ExportThrottlePolicy) -> Result<Draft, Error> {
    if exported.kind != KIND {
        return Err(Error::invalid("type", format!("must be '{KIND}'")));
    }
    let level = LEVELS.into_iter().find(|l| subtype(*l) == exported.subtype).ok_or_else(|| {
        Error::invalid(
            "subtype",
            "must be 'application policy', 'subscription policy', 'advanced policy' or 'custom rule'",
        )
    })?;
    let data = exported.data;
    match level {
        PolicyLevel::Application => read::<application::ApplicationThrottlePolicy>(data)?.into_draft(),
        PolicyLevel::Subscription => read::<subscription::SubscriptionThrottlePolicy>(data)?.into_draft(),
        PolicyLevel::Advanced => read::<advanced::AdvancedThrottlePolicy>(data)?.into_draft(),
        PolicyLevel::Custom => read::<custom::CustomRule>(data)?.into_draft(),
    }
}

fn read<T: DeserializeOwned>(data: Value) -> Result<T, Error> {
    from_value("data", data)
}
