//! The API's configuration: the working copy that publishers edit, in the public contract's shape (publisher v4,
//! schema `API`), so that it round-trips field for field. Members that only the server sets (id, provider,
//! life-cycle state, times) live beside it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod check;

use crate::product::ProductMember;

/// An API as its publisher configures it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ApiConfiguration {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Without the tenant prefix and (unless it has a `{version}` template) without the version, e.g. `/pizza`.
    pub context: String,
    pub version: String,
    pub response_caching_enabled: bool,
    pub cache_timeout: i64,
    pub is_default_version: bool,
    pub enable_schema_validation: bool,
    pub enable_subscriber_verification: bool,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    pub audiences: Vec<String>,
    pub transport: Vec<String>,
    pub tags: Vec<String>,
    pub policies: Vec<String>,
    pub organization_policies: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_throttling_policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_header: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key_header: Option<String>,
    #[serde(deserialize_with = "null_as_default")]
    pub security_scheme: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tps: Option<MaxTps>,
    pub visibility: String,
    pub visible_roles: Vec<String>,
    pub visible_tenants: Vec<String>,
    pub visible_organizations: Vec<String>,
    pub mediation_policies: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_policies: Option<OperationPolicies>,
    pub subscription_availability: String,
    pub subscription_available_tenants: Vec<String>,
    /// List of `{name, value, display}`.
    pub additional_properties: Vec<Value>,
    pub additional_properties_map: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monetization: Option<Value>,
    pub access_control: String,
    pub access_control_roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_information: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cors_configuration: Option<Cors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub websub_subscription_configuration: Option<Value>,
    /// WSO2's endpoint configuration object (`endpoint_type`, `production_endpoints`, ...).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_config: Option<Value>,
    pub endpoint_implementation_type: String,
    pub scopes: Vec<ApiScope>,
    pub operations: Vec<ApiOperation>,
    /// Of an API product: what it is made of. Its operations are then theirs, and it has no endpoints of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<ProductMember>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threat_protection_policies: Option<Value>,
    pub categories: Vec<String>,
    /// A list of names, `["all"]` by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_managers: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_info: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advertise_info: Option<Value>,
    pub gateway_vendor: String,
    pub gateway_type: String,
    pub async_transport_protocols: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaxTps {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub production: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<i64>,
}

/// Cross-origin resource sharing, per API.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Cors {
    pub cors_configuration_enabled: bool,
    #[serde(deserialize_with = "null_as_default")]
    pub access_control_allow_origins: Vec<String>,
    pub access_control_allow_credentials: bool,
    #[serde(deserialize_with = "null_as_default")]
    pub access_control_allow_headers: Vec<String>,
    #[serde(deserialize_with = "null_as_default")]
    pub access_control_allow_methods: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ApiOperation {
    pub id: String,
    /// URI template, e.g. `/order/{orderId}`.
    pub target: String,
    pub verb: String,
    pub auth_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttling_policy: Option<String>,
    /// Names of scopes; any one of them is enough.
    pub scopes: Vec<String>,
    pub used_product_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amzn_resource_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amzn_resource_timeout: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload_schema: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri_mapping: Option<String>,
    pub operation_policies: OperationPolicies,
}

/// Policies attached to the three flows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OperationPolicies {
    #[serde(deserialize_with = "null_as_default")]
    pub request: Vec<AttachedPolicy>,
    #[serde(deserialize_with = "null_as_default")]
    pub response: Vec<AttachedPolicy>,
    #[serde(deserialize_with = "null_as_default")]
    pub fault: Vec<AttachedPolicy>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AttachedPolicy {
    pub policy_name: String,
    pub policy_version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_type: Option<String>,
    /// Values by name; a secret one is `{"sealed": text}` in the database and empty in answers.
    #[serde(deserialize_with = "null_as_default")]
    pub parameters: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ApiScope {
    pub scope: Scope,
    pub shared: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Scope {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub name: String,
    pub display_name: String,
    pub description: String,
    /// Roles whose members may have the scope.
    pub bindings: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_count: Option<i64>,
}

fn null_as_default<'de, D, T>(d: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(d)?.unwrap_or_default())
}

/// Every HTTP method an operation may have.
pub const VERBS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

impl Default for ApiOperation {
    fn default() -> Self {
        Self {
            id: String::new(),
            target: String::new(),
            verb: String::new(),
            auth_type: "Application & Application User".to_owned(),
            throttling_policy: None,
            scopes: Vec::new(),
            used_product_ids: Vec::new(),
            amzn_resource_name: None,
            amzn_resource_timeout: None,
            payload_schema: None,
            uri_mapping: None,
            operation_policies: OperationPolicies::default(),
        }
    }
}

impl Default for ApiConfiguration {
    fn default() -> Self {
        Self {
            name: String::new(),
            description: None,
            context: String::new(),
            version: String::new(),
            response_caching_enabled: false,
            cache_timeout: 300,
            is_default_version: false,
            enable_schema_validation: false,
            enable_subscriber_verification: false,
            kind: "HTTP".to_owned(),
            audience: None,
            audiences: vec!["all".to_owned()],
            transport: vec!["http".to_owned(), "https".to_owned()],
            tags: Vec::new(),
            policies: Vec::new(),
            organization_policies: Vec::new(),
            api_throttling_policy: None,
            authorization_header: None,
            api_key_header: None,
            security_scheme: vec!["oauth_basic_auth_api_key_mandatory".to_owned(), "oauth2".to_owned()],
            max_tps: None,
            visibility: "PUBLIC".to_owned(),
            visible_roles: Vec::new(),
            visible_tenants: Vec::new(),
            visible_organizations: Vec::new(),
            mediation_policies: Vec::new(),
            api_policies: None,
            subscription_availability: "CURRENT_TENANT".to_owned(),
            subscription_available_tenants: Vec::new(),
            additional_properties: Vec::new(),
            additional_properties_map: Map::new(),
            monetization: None,
            access_control: "NONE".to_owned(),
            access_control_roles: Vec::new(),
            business_information: None,
            cors_configuration: None,
            websub_subscription_configuration: None,
            endpoint_config: None,
            endpoint_implementation_type: "ENDPOINT".to_owned(),
            scopes: Vec::new(),
            operations: Vec::new(),
            members: Vec::new(),
            threat_protection_policies: None,
            categories: Vec::new(),
            key_managers: None,
            service_info: None,
            advertise_info: None,
            gateway_vendor: "wso2".to_owned(),
            gateway_type: "wso2/synapse".to_owned(),
            async_transport_protocols: Vec::new(),
        }
    }
}
