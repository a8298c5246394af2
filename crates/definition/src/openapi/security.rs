//! Where security schemes live in each version, and the scheme `default` that we write.

use serde_json::{Value, json};

use super::{Object, OpenApi, Scope, Version};

/// The OAuth2 scheme that carries an API's scopes.
pub(crate) const DEFAULT_SCHEME: &str = "default";

/// A placeholder where a document must have an authorization URL and the real one is not known.
const AUTHORIZATION_URL: &str = "https://test.com";

/// The security schemes of a document.
pub(crate) fn schemes(document: &OpenApi) -> Option<&Object> {
    let root = document.root();
    let schemes = match document.version() {
        Version::V2 => root.get("securityDefinitions"),
        _ => root.get("components").and_then(|components| components.get("securitySchemes")),
    };
    schemes.and_then(Value::as_object)
}

/// The flows of an OAuth2 scheme: the scheme itself in 2.0.
pub(crate) fn flows(scheme: &Object, version: Version) -> Vec<&Object> {
    if version == Version::V2 {
        return vec![scheme];
    }
    let flows = scheme.get("flows").and_then(Value::as_object);
    flows.into_iter().flat_map(Object::values).filter_map(Value::as_object).collect()
}

/// The member `name` of `object` as an object, put there when it is missing or something else.
pub(super) fn object_at<'a>(object: &'a mut Object, name: &str) -> &'a mut Object {
    let value = object.entry(name).or_insert_with(|| json!({}));
    if !value.is_object() {
        *value = json!({});
    }
    value.as_object_mut().expect("it was made an object above")
}

pub(super) fn schemes_mut(root: &mut Object, version: Version) -> &mut Object {
    match version {
        Version::V2 => object_at(root, "securityDefinitions"),
        _ => object_at(object_at(root, "components"), "securitySchemes"),
    }
}

/// Makes the scheme `default` define exactly `scopes`, keeping what else it says, and makes it the
/// security of the document when it is new. `authorization_url` replaces the one there.
pub(super) fn define_scopes(
    root: &mut Object,
    version: Version,
    scopes: &[Scope],
    authorization_url: Option<&str>,
) {
    let schemes = schemes_mut(root, version);
    let new = schemes
        .get(DEFAULT_SCHEME)
        .is_none_or(|scheme| scheme.get("type").is_none_or(|kind| kind != "oauth2"));
    if new {
        schemes.insert(DEFAULT_SCHEME.to_owned(), json!({"type": "oauth2"}));
    }
    let scheme = object_at(schemes, DEFAULT_SCHEME);
    let flow = match version {
        Version::V2 => {
            scheme.entry("flow").or_insert_with(|| json!("implicit"));
            scheme
        }
        _ => object_at(object_at(scheme, "flows"), "implicit"),
    };
    match authorization_url {
        Some(url) => {
            flow.insert("authorizationUrl".to_owned(), json!(url));
        }
        None => {
            flow.entry("authorizationUrl").or_insert_with(|| json!(AUTHORIZATION_URL));
        }
    }
    let names = scopes.iter().map(|scope| (scope.name.clone(), json!(scope.description))).collect();
    let bindings = scopes.iter().map(|scope| (scope.name.clone(), json!(scope.roles.join(",")))).collect();
    flow.insert("scopes".to_owned(), Value::Object(names));
    flow.insert("x-scopes-bindings".to_owned(), Value::Object(bindings));
    if new {
        root.insert("security".to_owned(), json!([{ DEFAULT_SCHEME: [] }]));
    }
}

/// Makes the security of an operation ask for `scopes` of the scheme `default`, keeping the rest.
pub(super) fn require_scopes(operation: &mut Object, scopes: &[String]) {
    let security = operation.entry("security").or_insert_with(|| json!([]));
    if !security.is_array() {
        *security = json!([]);
    }
    let requirements = security.as_array_mut().expect("it was made an array above");
    let ours =
        requirements.iter_mut().filter_map(Value::as_object_mut).find(|r| r.contains_key(DEFAULT_SCHEME));
    match ours {
        Some(requirement) => {
            requirement.insert(DEFAULT_SCHEME.to_owned(), json!(scopes));
        }
        None => requirements.push(json!({ DEFAULT_SCHEME: scopes })),
    }
}
