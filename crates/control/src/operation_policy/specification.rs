//! What a policy is and which parameters it takes: the specification file.

use definition::{Limits, tree};
use model::Invalid;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod attribute;
mod member;

pub use attribute::Attribute;
use member::Members;

use super::code;
use crate::error::Error;

/// Flows a policy may be attached to.
pub const FLOWS: [&str; 3] = ["request", "response", "fault"];
/// What the description of every refusal says, as in WSO2.
const FAILURE: &str = "Policy specification validation failure";
const LIMITS: Limits =
    Limits { max_bytes: 256 * 1024, max_depth: 16, max_nodes: 10_000, max_alias_nodes: 1_000 };

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Specification {
    pub category: String,
    pub name: String,
    pub version: String,
    pub display_name: String,
    #[serde(default)]
    pub description: String,
    pub policy_attributes: Vec<Attribute>,
    /// Of [`FLOWS`].
    pub applicable_flows: Vec<String>,
    pub supported_gateways: Vec<String>,
    /// Texts, or objects with an `apiType`.
    pub supported_api_types: Vec<Value>,
}

impl Specification {
    /// Reads a specification in YAML or JSON, by itself or within `{type, version, data}`.
    ///
    /// # Errors
    /// Everything that is wrong with it; `field` is what it came in.
    pub fn parse(field: &str, bytes: &[u8]) -> Result<Self, Error> {
        let refuse = |mut problems: Vec<Invalid>| {
            problems.insert(0, Invalid::new(field, FAILURE).code(code::SPECIFICATION));
            Error::Invalid(problems.into_iter().take(20).collect())
        };
        let one = |message: String| refuse(vec![Invalid::new(field, message).code(code::SPECIFICATION)]);
        let value = tree::read(bytes, &LIMITS).map_err(|problem| one(problem.message))?;
        let Value::Object(root) = value else { return Err(one("must be an object".to_owned())) };
        let Some(data) = data(&root) else { return Err(one("data: must be an object".to_owned())) };
        let mut members = Members::new(data, format!("{field}#"));
        let read = Self::read(&mut members);
        let problems = members.problems();
        if problems.is_empty() { Ok(read) } else { Err(refuse(problems)) }
    }

    fn read(members: &mut Members<'_>) -> Self {
        let name = members.name("name", 150);
        let version = members.name("version", 30);
        let display_name = members.text("displayName", 255);
        let category = members.text("category", 60);
        Self {
            category: if category.is_empty() { "Mediation".to_owned() } else { category },
            display_name: if display_name.is_empty() { name.clone() } else { display_name },
            name,
            version,
            description: members.text("description", 10_000),
            policy_attributes: Attribute::read_all(members),
            applicable_flows: members.choices("applicableFlows", &FLOWS),
            supported_gateways: members.texts("supportedGateways"),
            supported_api_types: members.kinds("supportedApiTypes"),
        }
    }

    /// May it be attached to an API of this type?
    pub fn takes(&self, kind: &str) -> bool {
        self.supported_api_types.iter().any(|t| {
            let name = t.as_str().or_else(|| t["apiType"].as_str()).unwrap_or_default();
            name.eq_ignore_ascii_case(kind) || (name.eq_ignore_ascii_case("REST") && kind == "HTTP")
        })
    }

    /// The file that [`Specification::parse`] reads.
    pub fn file(&self, format: tree::Format) -> Result<String, Error> {
        let data = serde_json::to_value(self).map_err(Error::internal)?;
        let mut root = Map::new();
        root.insert("type".to_owned(), "operation_policy_specification".into());
        root.insert("version".to_owned(), "v4.1.0".into());
        root.insert("data".to_owned(), data);
        Ok(tree::write(&root, format))
    }
}

/// The specification itself, out of its envelope.
fn data(root: &Map<String, Value>) -> Option<&Map<String, Value>> {
    match root.get("data") {
        Some(data) if root.contains_key("type") => data.as_object(),
        _ => Some(root),
    }
}

#[cfg(test)]
mod tests;
