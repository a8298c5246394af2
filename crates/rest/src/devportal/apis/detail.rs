//! One API as developers see it.

use control::catalogue::{ApiDetail, EndpointUrls, Urls};
use control::policy::Policy;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{advertise_info, average, millis};
use crate::devportal::scope::ScopeInfo;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = API)]
pub struct Api {
    id: String,
    name: String,
    description: String,
    /// Base path at the gateway, with the version.
    context: String,
    version: String,
    provider: String,
    /// The definition, as `GET /apis/{apiId}/swagger` gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    api_definition: Option<String>,
    life_cycle_status: String,
    is_default_version: bool,
    #[serde(rename = "type")]
    kind: String,
    transport: Vec<String>,
    operations: Vec<Operation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_header: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key_header: Option<String>,
    security_scheme: Vec<String>,
    tags: Vec<String>,
    tiers: Vec<Tier>,
    has_thumbnail: bool,
    /// Those that the publisher shows to developers.
    additional_properties: Vec<Value>,
    monetization: Value,
    #[serde(rename = "endpointURLs")]
    endpoint_urls: Vec<EndpointUrl>,
    business_information: Value,
    environment_list: Vec<String>,
    scopes: Vec<ScopeInfo>,
    avg_rating: String,
    advertise_info: Value,
    is_subscription_available: bool,
    categories: Vec<String>,
    /// Names of the key managers whose tokens are accepted; `all` accepts any.
    key_managers: Value,
    /// Milliseconds since the epoch.
    created_time: String,
    last_updated_time: String,
    gateway_vendor: String,
    async_transport_protocols: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Operation {
    id: String,
    target: String,
    verb: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Tier {
    tier_name: String,
    /// `FREE` or `COMMERCIAL`.
    tier_plan: String,
}

/// Where the API can be called in one environment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EndpointUrl {
    environment_name: String,
    environment_display_name: String,
    environment_type: String,
    #[serde(rename = "URLs")]
    urls: UrlSet,
    /// Without the version; empty when this is not the default version.
    #[serde(rename = "defaultVersionURLs")]
    default_version_urls: UrlSet,
}

#[derive(Debug, Default, Serialize, ToSchema)]
struct UrlSet {
    #[serde(skip_serializing_if = "Option::is_none")]
    http: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    https: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ws: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wss: Option<String>,
}

impl From<ApiDetail> for Api {
    fn from(detail: ApiDetail) -> Self {
        let advertise_info = advertise_info(&detail.row);
        let (row, definition) = (detail.row, detail.definition);
        let c = row.configuration;
        Self {
            id: row.id,
            name: c.name,
            description: c.description.unwrap_or_default(),
            context: row.full_context,
            version: c.version,
            provider: row.provider,
            api_definition: definition,
            life_cycle_status: row.state.as_str().to_owned(),
            is_default_version: row.is_default,
            kind: c.kind,
            transport: c.transport,
            operations: c.operations.into_iter().map(Operation::from).collect(),
            authorization_header: c.authorization_header,
            api_key_header: c.api_key_header,
            security_scheme: c.security_scheme,
            tags: c.tags,
            is_subscription_available: row.state.open_to_subscription() && !c.policies.is_empty(),
            tiers: detail.plans.iter().map(Tier::from).collect(),
            has_thumbnail: row.has_thumbnail,
            additional_properties: c
                .additional_properties
                .into_iter()
                .filter(|p| p["display"] == true)
                .collect(),
            monetization: c.monetization.unwrap_or_else(|| json!({"enabled": false})),
            environment_list: detail.endpoint_urls.iter().map(|e| e.environment.clone()).collect(),
            endpoint_urls: detail.endpoint_urls.into_iter().map(EndpointUrl::from).collect(),
            business_information: c.business_information.unwrap_or_else(|| json!({})),
            scopes: detail.scopes.iter().map(ScopeInfo::from).collect(),
            avg_rating: average(row.rating),
            advertise_info,
            categories: c.categories,
            key_managers: c.key_managers.unwrap_or_else(|| json!(["all"])),
            created_time: millis(row.created_at),
            last_updated_time: millis(row.updated_at),
            gateway_vendor: c.gateway_vendor,
            async_transport_protocols: c.async_transport_protocols,
        }
    }
}

impl From<model::api::ApiOperation> for Operation {
    fn from(o: model::api::ApiOperation) -> Self {
        Self { id: o.id, target: o.target, verb: o.verb }
    }
}

impl From<&Policy> for Tier {
    fn from(plan: &Policy) -> Self {
        let terms = plan.terms.plan.clone().unwrap_or_default();
        Self { tier_name: plan.name.clone(), tier_plan: terms.billing_plan }
    }
}

impl From<EndpointUrls> for EndpointUrl {
    fn from(e: EndpointUrls) -> Self {
        Self {
            environment_name: e.environment,
            environment_display_name: e.display_name,
            environment_type: e.kind,
            urls: e.urls.into(),
            default_version_urls: e.default_urls.map(Into::into).unwrap_or_default(),
        }
    }
}

impl From<Urls> for UrlSet {
    fn from(u: Urls) -> Self {
        Self { http: u.http, https: u.https, ws: u.ws, wss: u.wss }
    }
}
