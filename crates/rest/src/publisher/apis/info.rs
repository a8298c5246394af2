//! An API in a list: the contract's schema `APIInfo`.

use control::api::Api;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::date_time;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = APIInfo)]
pub struct ApiInfo {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// With the tenant's prefix, without the version.
    context: String,
    /// List of `{name, value, display}`.
    #[schema(value_type = Vec<Object>)]
    additional_properties: Vec<Value>,
    #[schema(value_type = Object)]
    additional_properties_map: Map<String, Value>,
    version: String,
    provider: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<String>,
    audiences: Vec<String>,
    life_cycle_status: &'static str,
    workflow_status: &'static str,
    has_thumbnail: bool,
    security_scheme: Vec<String>,
    created_time: String,
    updated_time: String,
    gateway_vendor: String,
    gateway_type: String,
    advertise_only: bool,
}

impl From<Api> for ApiInfo {
    fn from(api: Api) -> Self {
        let c = api.configuration;
        Self {
            id: api.id,
            name: c.name,
            description: c.description,
            context: c.context,
            additional_properties: c.additional_properties,
            additional_properties_map: c.additional_properties_map,
            version: c.version,
            provider: api.provider,
            kind: c.kind,
            audience: c.audience,
            audiences: c.audiences,
            life_cycle_status: api.state.as_str(),
            workflow_status: if api.state_waits { "CREATED" } else { "APPROVED" },
            has_thumbnail: api.has_thumbnail,
            security_scheme: c.security_scheme,
            created_time: date_time(api.created_at),
            updated_time: date_time(api.updated_at),
            gateway_vendor: c.gateway_vendor,
            gateway_type: c.gateway_type,
            advertise_only: c.advertise_info.is_some_and(|a| a["advertised"] == true),
        }
    }
}
