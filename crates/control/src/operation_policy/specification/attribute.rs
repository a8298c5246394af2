//! A parameter of a policy.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::member::{Members, scalar};
use crate::operation_policy::pattern;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    pub name: String,
    pub display_name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// `String`, `Integer`, `Boolean`, `Enum`, `Secret`; any other is like `String`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_regex: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_values: Vec<String>,
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
}

impl Attribute {
    pub fn is_secret(&self) -> bool {
        self.kind.eq_ignore_ascii_case("secret")
    }

    /// The member `policyAttributes`.
    pub(super) fn read_all(members: &mut Members<'_>) -> Vec<Self> {
        let mut all = Vec::new();
        let mut names = HashSet::new();
        for (i, value) in members.list("policyAttributes").iter().enumerate() {
            let at = format!("policyAttributes/{i}");
            let Value::Object(object) = value else {
                members.refuse(&at, "must be an object");
                continue;
            };
            let attribute = members.within(&at, object, Self::read);
            if !attribute.name.is_empty() && !names.insert(attribute.name.clone()) {
                members.refuse(&format!("{at}/name"), format!("{} is there twice", attribute.name));
            }
            all.push(attribute);
        }
        all
    }

    fn read(members: &mut Members<'_>) -> Self {
        let name = members.name("name", 100);
        let display_name = members.text("displayName", 255);
        let kind = members.text("type", 30);
        let validation_regex = Some(members.text("validationRegex", 2_048)).filter(|p| !p.is_empty());
        if let Some(Err(why)) = validation_regex.as_deref().map(pattern::compile) {
            members.refuse("validationRegex", why);
        }
        let default_value = members.get("defaultValue");
        if default_value.is_some_and(|v| scalar(v).is_none_or(|t| t.len() > 4_096)) {
            members.refuse("defaultValue", "must be a text, a number or true or false");
        }
        Self {
            display_name: if display_name.is_empty() { name.clone() } else { display_name },
            name,
            description: members.text("description", 2_000),
            kind: if kind.is_empty() { "String".to_owned() } else { kind },
            validation_regex,
            allowed_values: members.optional_texts("allowedValues"),
            required: members.flag("required"),
            default_value: default_value.and_then(scalar),
        }
    }
}
