//! Policies attached to a deployed API or to one of its operations.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// By flow, in the order in which they run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Policies {
    pub request: Vec<Policy>,
    pub response: Vec<Policy>,
    /// For answers that are not the back end's.
    pub fault: Vec<Policy>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    #[serde(rename = "policyName")]
    pub name: String,
    #[serde(rename = "policyVersion")]
    pub version: String,
    /// Name of what gateways do for it ([`crate::native`]); `None`: they cannot run it.
    pub native: Option<String>,
    pub parameters: Map<String, Value>,
}
