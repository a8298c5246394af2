//! OAuth2 scopes: those a document defines, and those its operations ask for.

use serde_json::Value;

use super::security::{DEFAULT_SCHEME, flows, schemes};
use super::{Object, OpenApi, info};

/// A scope with the roles whose users may have it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    pub name: String,
    pub description: String,
    /// Role names of `x-scopes-bindings`; empty: everyone.
    pub roles: Vec<String>,
}

impl OpenApi {
    /// The scopes that OAuth2 schemes define, by name. When the scheme `default` is there, which is
    /// the one we write, the others do not count.
    pub fn scopes(&self) -> Vec<Scope> {
        let mut scopes: Vec<Scope> = Vec::new();
        let schemes = schemes(self);
        let ours =
            schemes.and_then(|schemes| schemes.get_key_value(DEFAULT_SCHEME)).filter(|(_, s)| is_oauth2(s));
        let considered: Vec<&Value> = match ours {
            Some((_, scheme)) => vec![scheme],
            None => schemes.into_iter().flat_map(Object::values).filter(|s| is_oauth2(s)).collect(),
        };
        for scheme in considered.into_iter().filter_map(Value::as_object) {
            for flow in flows(scheme, self.version()) {
                collect(flow, &mut scopes);
            }
        }
        scopes.sort_by(|a, b| a.name.cmp(&b.name));
        scopes
    }

    /// The scopes an operation asks for: of `default` when its security names it, else of every OAuth2
    /// scheme it names, else those of the older `x-scope`.
    pub(super) fn operation_scopes(&self, operation: &Object) -> Vec<String> {
        let requirements = operation.get("security").or_else(|| self.root.get("security"));
        let requirements: Vec<&Object> = requirements
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .collect();
        if let Some(scopes) = requirements.iter().find_map(|requirement| requirement.get(DEFAULT_SCHEME)) {
            let scopes = info::texts(Some(scopes));
            if !scopes.is_empty() || operation.get("x-scope").is_none() {
                return scopes;
            }
        }
        let schemes = schemes(self);
        let mut scopes: Vec<String> = Vec::new();
        for (name, wanted) in requirements.iter().flat_map(|requirement| requirement.iter()) {
            if schemes.and_then(|schemes| schemes.get(name)).is_some_and(is_oauth2) {
                for scope in info::texts(Some(wanted)) {
                    if !scopes.contains(&scope) {
                        scopes.push(scope);
                    }
                }
            }
        }
        if scopes.is_empty() {
            scopes = operation.get("x-scope").map(names).unwrap_or_default();
        }
        scopes
    }
}

fn is_oauth2(scheme: &Value) -> bool {
    scheme.get("type").and_then(Value::as_str).is_some_and(|kind| kind == "oauth2")
}

fn collect(flow: &Object, scopes: &mut Vec<Scope>) {
    let bindings = flow.get("x-scopes-bindings").and_then(Value::as_object);
    for (name, description) in flow.get("scopes").and_then(Value::as_object).into_iter().flatten() {
        if name.starts_with("x-") || scopes.iter().any(|known| known.name == *name) {
            continue;
        }
        let roles = bindings.and_then(|bindings| bindings.get(name)).map(names).unwrap_or_default();
        let description = description.as_str().unwrap_or_default().to_owned();
        scopes.push(Scope { name: name.clone(), description, roles });
    }
}

/// Names in a comma-separated text or in an array.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => {
            text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
        }
        other => info::texts(Some(other)),
    }
}
