//! `/throttling/deny-policies` and `/throttling/deny-policy/{conditionId}`.

mod create;
mod delete;
mod get;
mod list;
mod switch;

use control::Control;
use control::deny::{DenyCondition, Traffic, kind};
use model::deny::Deny;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::extract::from_value;

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new().routes(routes!(list::list, create::create)).routes(routes!(
        get::get,
        delete::delete,
        switch::switch
    ))
}

/// A deny condition as the contract writes it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockingCondition {
    #[serde(default, skip_deserializing)]
    condition_id: String,
    condition_type: ConditionType,
    /// A text for `API`, `APPLICATION` and `USER`; `{fixedIp, invert}` for `IP`; `{startingIp, endingIp, invert}`
    /// for `IPRANGE`.
    #[schema(value_type = Object)]
    condition_value: Value,
    /// In force; on when absent.
    #[serde(default)]
    condition_status: Option<bool>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
enum ConditionType {
    #[serde(rename = "API")]
    Api,
    #[serde(rename = "APPLICATION")]
    Application,
    #[serde(rename = "IP")]
    Ip,
    #[serde(rename = "IPRANGE")]
    IpRange,
    #[serde(rename = "USER")]
    User,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ip {
    fixed_ip: String,
    #[serde(default)]
    invert: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IpRange {
    starting_ip: String,
    ending_ip: String,
    #[serde(default)]
    invert: Option<bool>,
}

impl BlockingCondition {
    fn traffic(&self) -> Result<Traffic, Error> {
        let value = &self.condition_value;
        let text = || {
            let text = value.as_str().map(str::to_owned);
            text.ok_or_else(|| Error::invalid("conditionValue", "must be a text for this conditionType"))
        };
        Ok(match self.condition_type {
            ConditionType::Api => Traffic::Api(text()?),
            ConditionType::Application => Traffic::Application(text()?),
            ConditionType::User => Traffic::User(text()?),
            ConditionType::Ip => {
                let ip: Ip = object(value)?;
                Traffic::Ip { address: ip.fixed_ip, invert: ip.invert.unwrap_or(false) }
            }
            ConditionType::IpRange => {
                let ip: IpRange = object(value)?;
                let invert = ip.invert.unwrap_or(false);
                Traffic::IpRange { from: ip.starting_ip, to: ip.ending_ip, invert }
            }
        })
    }
}

fn object<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    from_value("conditionValue", value.clone())
}

fn shown_value(deny: &Deny) -> Value {
    match deny {
        Deny::Api { context } => json!(context),
        Deny::Application { name, .. } | Deny::User { name } => json!(name),
        Deny::Ip { address, invert } => json!({"fixedIp": address, "invert": invert}),
        Deny::IpRange { from, to, invert } => {
            json!({"startingIp": from, "endingIp": to, "invert": invert})
        }
    }
}

impl From<DenyCondition> for BlockingCondition {
    fn from(condition: DenyCondition) -> Self {
        let condition_type = match kind(&condition.deny) {
            "API" => ConditionType::Api,
            "APPLICATION" => ConditionType::Application,
            "IP" => ConditionType::Ip,
            "IPRANGE" => ConditionType::IpRange,
            _ => ConditionType::User,
        };
        Self {
            condition_id: condition.id,
            condition_type,
            condition_value: shown_value(&condition.deny),
            condition_status: Some(condition.active),
        }
    }
}
