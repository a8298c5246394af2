//! What a document says about itself and where its API is served.

use serde_json::Value;

use super::{OpenApi, Version};

/// The `info` of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Info {
    pub title: String,
    pub version: String,
    pub description: Option<String>,
    pub contact_name: Option<String>,
    pub contact_email: Option<String>,
}

impl OpenApi {
    pub fn info(&self) -> Info {
        let info = self.root.get("info");
        let text = |name: &str| info.and_then(|info| info.get(name)).and_then(scalar_text);
        let contact =
            |name: &str| info.and_then(|info| info.get("contact")?.get(name)?.as_str()).map(str::to_owned);
        Info {
            title: text("title").unwrap_or_default(),
            version: text("version").unwrap_or_default(),
            description: text("description"),
            contact_name: contact("name"),
            contact_email: contact("email"),
        }
    }

    /// Names of the document's `tags`.
    pub fn tags(&self) -> Vec<String> {
        let tags = self.root.get("tags").and_then(Value::as_array);
        tags.into_iter().flatten().filter_map(|tag| tag.get("name")?.as_str()).map(str::to_owned).collect()
    }

    /// The URLs the document says the API is served at: `servers`, or `schemes`, `host` and
    /// `basePath` of 2.0. Relative ones stay relative.
    pub fn servers(&self) -> Vec<String> {
        if self.version != Version::V2 {
            let servers = self.root.get("servers").and_then(Value::as_array);
            return servers
                .into_iter()
                .flatten()
                .filter_map(|server| server.get("url")?.as_str())
                .map(str::to_owned)
                .collect();
        }
        let text = |name: &str| self.root.get(name).and_then(Value::as_str).unwrap_or_default();
        let (host, base_path) = (text("host"), text("basePath"));
        if host.is_empty() {
            return if base_path.is_empty() { Vec::new() } else { vec![base_path.to_owned()] };
        }
        let mut schemes = texts(self.root.get("schemes"));
        if schemes.is_empty() {
            schemes.push("https".to_owned());
        }
        schemes.iter().map(|scheme| format!("{scheme}://{host}{base_path}")).collect()
    }
}

/// The texts in an array.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// A scalar as text: people write `version: 1.0` in YAML.
fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}
