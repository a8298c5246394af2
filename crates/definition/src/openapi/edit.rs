//! Edits that keep the order of members and everything they do not concern.

use serde_json::{Value, json};

use super::security::{define_scopes, object_at, require_scopes};
use super::{AuthType, Object, OpenApi, OperationSpec, Scope, Verb, Version, reference};
use crate::uri_template;

/// The policy of an operation that has none.
const UNLIMITED: &str = "Unlimited";

impl OpenApi {
    /// Makes the document declare exactly `operations`, with `scopes` in the OAuth2 scheme `default`.
    ///
    /// Operations that are there keep their bodies; new ones answer 200 and take the parameters of
    /// their path template; others are removed, with paths that are left empty. Paths follow the order
    /// of `operations`. Authentication type, policy and scopes are written to each operation; older
    /// extensions that say the same (`x-scope`, `x-wso2-throttling-tier`, `x-wso2-disable-security`)
    /// are removed.
    pub fn with_operations(&self, operations: &[OperationSpec], scopes: &[Scope]) -> Self {
        let mut root = self.root.clone();
        root.shift_remove("x-wso2-disable-security");
        let mut old = match root.get_mut("paths") {
            Some(Value::Object(paths)) => std::mem::take(paths),
            _ => Object::new(),
        };
        let mut paths = Object::new();
        while let Some(name) = old.keys().next().filter(|name| name.starts_with("x-")).cloned() {
            paths.extend(old.shift_remove_entry(&name));
        }
        for spec in operations {
            if !paths.contains_key(&spec.target) {
                let item = old.shift_remove(&spec.target).map(|item| self.own_item(item)).unwrap_or_default();
                let wanted = |verb| operations.iter().any(|o| o.target == spec.target && o.verb == verb);
                paths.insert(spec.target.clone(), Value::Object(retain_verbs(item, wanted)));
            }
            let item = object_at(&mut paths, &spec.target);
            if item.get(spec.verb.member()).is_none_or(|operation| !operation.is_object()) {
                let operation = new_operation(spec, item, self.version);
                item.insert(spec.verb.member().to_owned(), Value::Object(operation));
            }
            manage(object_at(item, spec.verb.member()), spec);
        }
        paths.extend(old.into_iter().filter(|(name, _)| name.starts_with("x-")));
        root.insert("paths".to_owned(), Value::Object(paths));
        define_scopes(&mut root, self.version, scopes, None);
        Self::edited(root, self.version, self.format)
    }

    /// Sets the title and version of `info`, keeping its other members.
    pub fn with_info(&self, title: &str, version: &str) -> Self {
        let mut root = self.root.clone();
        let info = object_at(&mut root, "info");
        info.insert("title".to_owned(), json!(title));
        info.insert("version".to_owned(), json!(version));
        Self::edited(root, self.version, self.format)
    }

    /// A path item of its own: what a local `$ref` leads to is copied, so that an edit of this path
    /// does not change another. One that leads nowhere is dropped: beside it, operations would be hidden.
    fn own_item(&self, item: Value) -> Object {
        match reference::resolve(&self.root, &item) {
            Some(Value::Object(resolved)) => resolved.clone(),
            _ => match item {
                Value::Object(mut item) => {
                    item.shift_remove("$ref");
                    item
                }
                _ => Object::new(),
            },
        }
    }
}

fn retain_verbs(item: Object, wanted: impl Fn(Verb) -> bool) -> Object {
    item.into_iter()
        .filter(|(name, _)| match Verb::of_member(name) {
            Some(verb) => wanted(verb),
            None => !matches!(name.as_str(), "trace" | "x-wso2-throttling-tier" | "x-wso2-disable-security"),
        })
        .collect()
}

/// An operation that takes the parameters of its template and answers 200.
pub(super) fn new_operation(spec: &OperationSpec, item: &Object, version: Version) -> Object {
    let declared: Vec<&str> = item
        .get("parameters")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|parameter| parameter.get("in").is_some_and(|place| place == "path"))
        .filter_map(|parameter| parameter.get("name")?.as_str())
        .collect();
    let parameters: Vec<Value> = uri_template::parameter_names(&spec.target)
        .into_iter()
        .filter(|name| !declared.contains(name))
        .map(|name| match version {
            Version::V2 => json!({"name": name, "in": "path", "required": true, "type": "string"}),
            _ => json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}),
        })
        .collect();
    let mut operation = Object::new();
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), Value::Array(parameters));
    }
    operation.insert("responses".to_owned(), json!({"200": {"description": "OK"}}));
    operation
}

fn manage(operation: &mut Object, spec: &OperationSpec) {
    for legacy in ["x-scope", "x-wso2-throttling-tier", "x-wso2-disable-security"] {
        operation.shift_remove(legacy);
    }
    require_scopes(operation, &spec.scopes);
    let auth_type: AuthType = spec.auth_type;
    operation.insert("x-auth-type".to_owned(), json!(auth_type.as_str()));
    let policy = spec.throttling_policy.as_deref().unwrap_or(UNLIMITED);
    operation.insert("x-throttling-tier".to_owned(), json!(policy));
}
