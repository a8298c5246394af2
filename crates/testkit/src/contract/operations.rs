//! What a contract asks of callers.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::Value;

const METHODS: [&str; 6] = ["get", "head", "post", "put", "patch", "delete"];

/// An operation of a public contract.
pub struct Operation {
    /// Upper case.
    pub method: String,
    /// With the API's base path; parameters in braces.
    pub path: String,
    /// Any one of them opens the operation; empty where none is needed.
    pub scopes: BTreeSet<String>,
}

/// Every operation of every API in the contracts of `version`.
pub fn operations(version: &str) -> Result<Vec<Operation>> {
    let folder = super::shared()?.join("contracts").join(version);
    let mut all = Vec::new();
    for (base, file) in super::SURFACES {
        let document = super::read(&folder.join(file))?;
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if METHODS.contains(&method.as_str()) {
                    let (method, path) = (method.to_uppercase(), format!("{base}{path}"));
                    all.push(Operation { method, path, scopes: scopes(operation) });
                }
            }
        }
    }
    Ok(all)
}

/// Scopes named in the `security` of an OpenAPI operation.
pub fn scopes(operation: &Value) -> BTreeSet<String> {
    let requirements = operation["security"].as_array().into_iter().flatten();
    let lists = requirements.filter_map(|r| r["OAuth2Security"].as_array());
    lists.flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
