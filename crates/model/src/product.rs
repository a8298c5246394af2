//! API products: operations of several APIs, offered as one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::{ApiConfiguration, ApiOperation, MaxTps, OperationPolicies};

/// [`ApiConfiguration::kind`] of a product.
pub const PRODUCT: &str = "APIPRODUCT";

/// An API in a product, as it was when the product was last saved: what is deployed of a product changes only with
/// the product.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProductMember {
    pub api_id: String,
    pub name: String,
    pub version: String,
    /// Those that the product offers, as the API has them.
    pub operations: Vec<ApiOperation>,
    /// The API's; secrets in it are sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_config: Option<Value>,
    /// Policies on the whole API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_policies: Option<OperationPolicies>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tps: Option<MaxTps>,
}

impl ApiConfiguration {
    /// Is this the configuration of an API product?
    pub fn is_product(&self) -> bool {
        self.kind == PRODUCT
    }
}
