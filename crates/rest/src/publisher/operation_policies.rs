//! `/operation-policies`: what can be attached to the operations of any API of the tenant.

mod content;
mod create;
mod delete;
mod export;
mod get;
mod import;
mod list;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use control::Control;
use control::operation_policy::{Attribute, Draft, OperationPolicy};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api_document::attachment;
use crate::error::Error;
use crate::extract::Multipart;
use crate::paging::{List, Page, encode};

pub fn routes() -> OpenApiRouter<Control> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(export::export))
        .routes(routes!(import::import))
        .routes(routes!(get::get, delete::delete))
        .routes(routes!(content::content))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// `name:<name>` and `version:<version>`.
    pub query: String,
}

#[derive(ToSchema)]
#[schema(as = OperationPolicyForm)]
#[expect(dead_code, reason = "describes the form for the OpenAPI document")]
pub struct PolicyForm {
    /// Specification in YAML or JSON.
    #[schema(rename = "policySpecFile", format = Binary, content_media_type = "application/octet-stream")]
    policy_spec_file: String,
    /// Template for Synapse, of at most 256 KiB. Gateways cannot run it.
    #[schema(rename = "synapsePolicyDefinitionFile", format = Binary, content_media_type = "application/octet-stream")]
    synapse_policy_definition_file: Option<String>,
    /// Template for Choreo Connect, of at most 256 KiB. Gateways cannot run it.
    #[schema(rename = "ccPolicyDefinitionFile", format = Binary, content_media_type = "application/octet-stream")]
    cc_policy_definition_file: Option<String>,
}

/// The files of a form.
pub async fn draft(form: Multipart) -> Result<Draft, Error> {
    let mut parts = form.parts().await?;
    Ok(Draft {
        specification: parts
            .remove("policySpecFile")
            .ok_or_else(|| Error::invalid("policySpecFile", "is required"))?,
        synapse: parts.remove("synapsePolicyDefinitionFile"),
        choreo_connect: parts.remove("ccPolicyDefinitionFile"),
    })
}

/// An archive for download.
pub fn zip((name, bytes): (String, Vec<u8>)) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, attachment(&name)),
    ];
    (headers, bytes).into_response()
}

/// A page of policies; `path` is the list's.
pub fn page(all: Vec<OperationPolicy>, page: Page, path: &str, wanted: &Wanted) -> List<PolicyDto> {
    let query =
        if wanted.query.is_empty() { String::new() } else { format!("&query={}", encode(&wanted.query)) };
    page.cut(all.into_iter().map(PolicyDto::from).collect(), path, &query)
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OperationPolicyData)]
pub struct PolicyDto {
    category: String,
    id: String,
    name: String,
    version: String,
    display_name: String,
    description: String,
    /// `request`, `response`, `fault`.
    applicable_flows: Vec<String>,
    supported_gateways: Vec<String>,
    /// Texts, or objects with an `apiType`.
    #[schema(value_type = Vec<Object>)]
    supported_api_types: Vec<Value>,
    #[serde(rename = "isAPISpecific")]
    is_api_specific: bool,
    /// Equal where specification and templates are.
    md5: String,
    policy_attributes: Vec<AttributeDto>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OperationPolicySpecAttribute)]
pub struct AttributeDto {
    name: String,
    display_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    validation_regex: Option<String>,
    /// `String`, `Integer`, `Boolean`, `Enum`, `Secret`...
    #[serde(rename = "type")]
    kind: String,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    allowed_values: Vec<String>,
}

impl From<OperationPolicy> for PolicyDto {
    fn from(policy: OperationPolicy) -> Self {
        let specification = policy.specification;
        Self {
            category: specification.category,
            id: policy.id,
            name: specification.name,
            version: specification.version,
            display_name: specification.display_name,
            description: specification.description,
            applicable_flows: specification.applicable_flows,
            supported_gateways: specification.supported_gateways,
            supported_api_types: specification.supported_api_types,
            is_api_specific: policy.api_id.is_some(),
            md5: policy.digest,
            policy_attributes: specification.policy_attributes.into_iter().map(AttributeDto::from).collect(),
        }
    }
}

impl From<Attribute> for AttributeDto {
    fn from(attribute: Attribute) -> Self {
        Self {
            name: attribute.name,
            display_name: attribute.display_name,
            description: attribute.description,
            validation_regex: attribute.validation_regex,
            kind: attribute.kind,
            required: attribute.required,
            default_value: attribute.default_value,
            allowed_values: attribute.allowed_values,
        }
    }
}
