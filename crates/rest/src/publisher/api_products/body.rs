//! A product on the wire: the contract's schema `APIProduct`.

use control::api::Api;
use control::product::{Draft, Wish};
use model::api::{ApiOperation, ApiScope, Cors};
use model::product::ProductMember;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::error::Error;
use crate::extract::from_value;
use crate::publisher::apis::body::configuration;
use crate::publisher::apis::millis;

/// A product as publishers get it, and send it: what only the server says is passed over.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = APIProduct)]
pub struct ProductDto {
    #[schema(read_only)]
    id: String,
    name: String,
    /// With the tenant's prefix, without the version.
    context: String,
    /// `1.0.0` when it is not given.
    #[schema(required = false)]
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[schema(read_only)]
    provider: String,
    #[schema(read_only)]
    has_thumbnail: bool,
    #[schema(read_only)]
    state: &'static str,
    #[schema(required = false)]
    enable_schema_validation: bool,
    #[schema(required = false)]
    is_default_version: bool,
    #[schema(read_only)]
    is_revision: bool,
    /// Of a revision: the product it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(read_only)]
    revisioned_api_product_id: Option<String>,
    /// Number of the revision; 0 for the working copy.
    #[schema(read_only)]
    revision_id: i64,
    #[schema(required = false)]
    response_caching_enabled: bool,
    #[schema(required = false)]
    cache_timeout: i64,
    /// `PUBLIC`, `PRIVATE` or `RESTRICTED`.
    #[schema(required = false)]
    visibility: String,
    #[schema(required = false)]
    visible_roles: Vec<String>,
    #[schema(required = false)]
    visible_tenants: Vec<String>,
    /// `NONE` or `RESTRICTED`.
    #[schema(required = false)]
    access_control: String,
    #[schema(required = false)]
    access_control_roles: Vec<String>,
    #[schema(read_only)]
    api_type: &'static str,
    #[schema(required = false)]
    transport: Vec<String>,
    #[schema(required = false)]
    tags: Vec<String>,
    #[schema(required = false)]
    policies: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_throttling_policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_header: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key_header: Option<String>,
    #[schema(required = false)]
    security_scheme: Vec<String>,
    #[schema(required = false)]
    subscription_availability: String,
    #[schema(required = false)]
    subscription_available_tenants: Vec<String>,
    /// List of `{name, value, display}`.
    #[schema(required = false, value_type = Vec<Object>)]
    additional_properties: Vec<Value>,
    #[schema(required = false, value_type = Object)]
    additional_properties_map: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    monetization: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    business_information: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    cors_configuration: Option<Cors>,
    #[schema(read_only)]
    created_time: String,
    #[schema(read_only)]
    last_updated_time: String,
    #[schema(read_only)]
    last_updated_timestamp: String,
    #[schema(read_only)]
    gateway_vendor: String,
    /// What it is made of. Needed to make one; without it an update keeps what is there.
    #[schema(required = false)]
    apis: Vec<MemberDto>,
    /// Those of the members' operations; others are passed over.
    #[schema(required = false, value_type = Vec<Object>)]
    scopes: Vec<ApiScope>,
    #[schema(required = false)]
    categories: Vec<String>,
    #[schema(read_only)]
    workflow_status: &'static str,
    #[schema(required = false)]
    audiences: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProductAPI)]
struct MemberDto {
    #[schema(read_only)]
    name: String,
    api_id: String,
    #[schema(read_only)]
    version: String,
    /// Verb and target name an operation; the rest is the API's. None: all that the API has.
    #[schema(required = false, value_type = Vec<Object>)]
    operations: Vec<ApiOperation>,
}

/// A member as clients name it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WishDto {
    api_id: String,
    #[serde(default)]
    operations: Vec<OperationName>,
}

#[derive(Deserialize)]
struct OperationName {
    verb: String,
    target: String,
}

impl ProductDto {
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl From<ProductMember> for MemberDto {
    fn from(member: ProductMember) -> Self {
        Self {
            name: member.name,
            api_id: member.api_id,
            version: member.version,
            operations: member.operations,
        }
    }
}

impl From<WishDto> for Wish {
    fn from(wish: WishDto) -> Self {
        let operations = wish.operations.into_iter().map(|o| (o.verb, o.target));
        Self { api_id: wish.api_id, operations: operations.collect() }
    }
}

impl From<Api> for ProductDto {
    fn from(product: Api) -> Self {
        let c = product.configuration;
        Self {
            id: product.id,
            name: c.name,
            context: c.context,
            version: c.version,
            description: c.description,
            provider: product.provider,
            has_thumbnail: product.has_thumbnail,
            state: product.state.as_str(),
            enable_schema_validation: c.enable_schema_validation,
            is_default_version: c.is_default_version,
            is_revision: product.revision.is_some(),
            revision_id: product.revision.as_ref().map_or(0, |r| r.number),
            revisioned_api_product_id: product.revision.map(|r| r.api_id),
            response_caching_enabled: c.response_caching_enabled,
            cache_timeout: c.cache_timeout,
            visibility: c.visibility,
            visible_roles: c.visible_roles,
            visible_tenants: c.visible_tenants,
            access_control: c.access_control,
            access_control_roles: c.access_control_roles,
            api_type: "APIPRODUCT",
            transport: c.transport,
            tags: c.tags,
            policies: c.policies,
            api_throttling_policy: c.api_throttling_policy,
            authorization_header: c.authorization_header,
            api_key_header: c.api_key_header,
            security_scheme: c.security_scheme,
            subscription_availability: c.subscription_availability,
            subscription_available_tenants: c.subscription_available_tenants,
            additional_properties: c.additional_properties,
            additional_properties_map: c.additional_properties_map,
            monetization: c.monetization,
            business_information: c.business_information,
            cors_configuration: c.cors_configuration,
            created_time: millis(product.created_at),
            last_updated_time: millis(product.updated_at),
            last_updated_timestamp: millis(product.updated_at),
            gateway_vendor: c.gateway_vendor,
            apis: c.members.into_iter().map(MemberDto::from).collect(),
            scopes: c.scopes,
            categories: c.categories,
            workflow_status: if product.state_waits { "CREATED" } else { "APPROVED" },
            audiences: c.audiences,
        }
    }
}

/// Reads what a body wants of a product.
pub fn draft(mut body: Value) -> Result<Draft, Error> {
    let apis = body.as_object_mut().and_then(|members| members.shift_remove("apis"));
    let wishes: Vec<WishDto> = match apis {
        None | Some(Value::Null) => Vec::new(),
        Some(apis) => from_value("apis", apis)?,
    };
    if let Some(members) = body.as_object_mut() {
        // What the members say, whatever their form is.
        for name in ["operations", "endpointConfig", "members"] {
            members.shift_remove(name);
        }
    }
    let members = wishes.into_iter().map(Wish::from).collect();
    Ok(Draft { configuration: configuration("body", body)?, members })
}
