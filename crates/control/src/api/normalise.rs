//! An API's configuration as sent, brought into the form that is stored.

use std::collections::HashSet;

use model::Invalid;
use model::api::{ApiConfiguration, ApiOperation};
use model::policy::UNLIMITED;
use model::product::PRODUCT;
use model::tenant::TenantDomain;
use serde_json::{Value, json};

use super::{code, endpoint};
use crate::error::Error;

const DEFAULT_VERBS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];
const ANY: &str = "Application & Application User";
const AUTH_TYPES: [&str; 4] = [ANY, "Application", "Application User", "None"];

/// Fills in what WSO2 fills in, and refuses what is wrong by itself.
pub(super) fn normalise(api: &mut ApiConfiguration, tenant: &TenantDomain) -> Result<(), Error> {
    supported(api)?;
    api.name = api.name.trim().to_owned();
    api.version = api.version.trim().to_owned();
    context(api, tenant);
    if api.operations.is_empty() {
        api.operations = DEFAULT_VERBS.map(default_operation).to_vec();
    }
    for operation in &mut api.operations {
        operation.verb = operation.verb.to_ascii_uppercase();
        if operation.auth_type.is_empty() || operation.auth_type == "Any" {
            ANY.clone_into(&mut operation.auth_type);
        }
        // Follows from which products there are.
        operation.used_product_ids.clear();
        operation.throttling_policy.get_or_insert_with(|| UNLIMITED.to_owned());
    }
    let defaults = ApiConfiguration::default();
    if api.security_scheme.is_empty() {
        api.security_scheme = defaults.security_scheme;
    }
    if api.transport.is_empty() {
        api.transport = defaults.transport;
    }
    if api.key_managers.is_none() {
        api.key_managers = Some(json!(["all"]));
    }
    properties_from_map(api);
    // Follows from what the API was made of.
    api.service_info = None;
    let mut bad = api.problems();
    for problem in &mut bad {
        if problem.field == "context" {
            problem.code = Some(code::CONTEXT_MALFORMED);
        }
    }
    operations(api, &mut bad);
    properties(api, &mut bad);
    endpoint::problems(api, &mut bad);
    if api.key_managers.as_ref().is_none_or(|k| strings(k).is_none()) {
        bad.push(Invalid::new("keyManagers", "must be a list of names").code(903_203));
    }
    if bad.is_empty() { Ok(()) } else { Err(Error::Invalid(bad)) }
}

fn supported(api: &ApiConfiguration) -> Result<(), Error> {
    match api.kind.as_str() {
        "HTTP" => {}
        // Only products have members.
        PRODUCT if !api.members.is_empty() => {}
        "WS" | "WEBSUB" | "SSE" | "WEBHOOK" | "ASYNC" => {
            return Err(Error::NotSupported("streaming APIs"));
        }
        "SOAP" | "SOAPTOREST" => return Err(Error::NotSupported("SOAP APIs")),
        "GRAPHQL" => return Err(Error::NotSupported("GraphQL APIs")),
        _ => return Err(Error::invalid("type", "must be HTTP; other types are not supported yet")),
    }
    match api.endpoint_implementation_type.as_str() {
        "ENDPOINT" => Ok(()),
        "INLINE" | "MOCKED_OAS" => Err(Error::NotSupported("mock implementations")),
        _ => Err(Error::invalid("endpointImplementationType", "must be ENDPOINT, INLINE or MOCKED_OAS")),
    }
}

/// `pizza` and, in the tenant a.com, `/t/a.com/pizza` are what is stored as `/pizza`.
fn context(api: &mut ApiConfiguration, tenant: &TenantDomain) {
    let text = api.context.trim();
    let prefix = tenant.context_prefix();
    let text = match text.strip_prefix(&prefix) {
        Some(rest) if !prefix.is_empty() && rest.starts_with('/') => rest,
        _ => text,
    };
    let slash = if text.is_empty() || text.starts_with('/') { "" } else { "/" };
    let trimmed = if text.len() > 1 { text.trim_end_matches('/') } else { text };
    api.context = format!("{slash}{trimmed}");
}

fn default_operation(verb: &str) -> ApiOperation {
    ApiOperation { target: "/*".to_owned(), verb: verb.to_owned(), ..ApiOperation::default() }
}

fn operations(api: &ApiConfiguration, bad: &mut Vec<Invalid>) {
    let scopes: HashSet<&str> = api.scopes.iter().map(|s| s.scope.name.as_str()).collect();
    let mut seen = HashSet::new();
    for (i, operation) in api.operations.iter().enumerate() {
        let at = |name: &str| format!("operations[{i}].{name}");
        if !AUTH_TYPES.contains(&operation.auth_type.as_str()) {
            bad.push(Invalid::new(at("authType"), format!("must be one of Any, {}", AUTH_TYPES.join(", "))));
        }
        if !seen.insert((&operation.verb, &operation.target)) {
            let message = format!("{} {} is there twice", operation.verb, operation.target);
            bad.push(Invalid::new(at("target"), message));
        }
        for (j, scope) in operation.scopes.iter().enumerate() {
            if !scopes.contains(scope.as_str()) {
                let message = format!("the scope {scope} is not among the API's scopes");
                bad.push(Invalid::new(format!("operations[{i}].scopes[{j}]"), message));
            }
        }
    }
}

fn properties_from_map(api: &mut ApiConfiguration) {
    if api.additional_properties.is_empty() {
        let entries = api.additional_properties_map.iter();
        api.additional_properties = entries
            .map(|(name, entry)| match entry {
                Value::Object(_) => {
                    json!({"name": name, "value": entry["value"], "display": entry["display"] == true})
                }
                other => json!({"name": name, "value": other, "display": false}),
            })
            .collect();
    }
    fill_property_map(api);
}

/// `additionalPropertiesMap` says what `additionalProperties` says, by name.
pub(super) fn fill_property_map(api: &mut ApiConfiguration) {
    let named =
        api.additional_properties.iter().filter_map(|p| Some((p["name"].as_str()?.to_owned(), p.clone())));
    api.additional_properties_map = named.collect();
}

fn properties(api: &ApiConfiguration, bad: &mut Vec<Invalid>) {
    for (i, property) in api.additional_properties.iter().enumerate() {
        let name = property["name"].as_str().unwrap_or_default();
        let message = if name.is_empty() || name.contains(char::is_whitespace) || name.len() > 80 {
            "needs a name of 1 to 80 characters without white space"
        } else if property["value"].as_str().is_none_or(|v| v.len() > 1_000) {
            "needs a value: text of at most 1000 characters"
        } else {
            continue;
        };
        let field = format!("additionalProperties[{i}]");
        bad.push(Invalid::new(field, message).code(code::NOT_ACCEPTABLE));
    }
}

/// The texts of a JSON list of texts.
pub(super) fn strings(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|v| v.as_str().map(str::to_owned)).collect()
}
