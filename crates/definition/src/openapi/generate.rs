//! Documents for APIs that were made by filling in a form.

use serde_json::{Value, json};

use super::{Format, Object, OpenApi, OperationSpec, Scope, Version};

/// What a generated document says about its API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApiDescription {
    pub name: String,
    pub version: String,
    pub description: Option<String>,
    pub contact_name: Option<String>,
    pub contact_email: Option<String>,
}

impl ApiDescription {
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self { name: name.into(), version: version.into(), ..Self::default() }
    }
}

impl OpenApi {
    /// An OpenAPI 3.0.1 document in JSON that declares `operations`, each answering 200 and taking the
    /// parameters of its template, with `scopes` in the OAuth2 scheme `default`.
    pub fn generate(api: &ApiDescription, operations: &[OperationSpec], scopes: &[Scope]) -> Self {
        let mut root = Object::new();
        let mut put = |name: &str, value: Value| root.insert(name.to_owned(), value);
        put("openapi", json!("3.0.1"));
        put("info", info(api));
        put("servers", json!([{"url": "/"}]));
        put("security", json!([{"default": []}]));
        put("paths", json!({}));
        Self::edited(root, Version::V3_0, Format::Json).with_operations(operations, scopes)
    }
}

fn info(api: &ApiDescription) -> Value {
    let mut info = json!({"title": api.name});
    if let Some(description) = &api.description {
        info["description"] = json!(description);
    }
    let mut contact = Object::new();
    if let Some(name) = &api.contact_name {
        contact.insert("name".to_owned(), json!(name));
    }
    if let Some(email) = &api.contact_email {
        contact.insert("email".to_owned(), json!(email));
    }
    if !contact.is_empty() {
        info["contact"] = Value::Object(contact);
    }
    info["version"] = json!(api.version);
    info
}
