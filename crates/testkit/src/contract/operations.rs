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

/// Every public API: name, base path, file of the contract.
pub const EVERY: [(&str, &str, &str); 7] = [
    ("publisher", "/api/am/publisher/v4", "publisher-api.yaml"),
    ("devportal", "/api/am/devportal/v3", "devportal-api.yaml"),
    ("admin", "/api/am/admin/v4", "admin-api.yaml"),
    ("gateway", "/api/am/gateway/v2", "gateway-api.yaml"),
    ("governance", "/api/am/governance/v1", "governance-api.yaml"),
    ("service-catalog", "/api/am/service-catalog/v1", "service-catalog-api.yaml"),
    ("internal-data", "/internal/data/v1", "internal-data-api.yaml"),
];

/// Every operation of every API in the contracts of `version` that answers are checked against.
pub fn operations(version: &str) -> Result<Vec<Operation>> {
    let mut all = Vec::new();
    for (base, file) in super::SURFACES {
        all.extend(of_file(version, base, file)?);
    }
    Ok(all)
}

/// Every operation of one file of the contracts of `version`.
pub fn of_file(version: &str, base: &str, file: &str) -> Result<Vec<Operation>> {
    let document = super::read(&super::shared()?.join("contracts").join(version).join(file))?;
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                let (method, path) = (method.to_uppercase(), format!("{base}{path}"));
                all.push(Operation { method, path, scopes: scopes(operation) });
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
