//! The public contracts (`../shared/contracts`), and whether an answer follows them.

mod differences;
mod operations;
mod swagger;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

pub use operations::{EVERY, Operation, of_file, operations, scopes};

/// The contracts of one version by base path; behind them a newer one's, for what this version does not have.
pub struct Contracts {
    surfaces: Vec<(&'static str, Value)>,
}

const NEWER: &str = "next";

/// Operations that WSO2 has otherwise than its contracts say: method, template, status when done. The list only shrinks.
const UNLISTED: [(&str, &str, u16); 2] = [
    ("DELETE", "/applications/{applicationId}/oauth-keys/{keyMappingId}", 200),
    // A list, not one policy.
    ("GET", "/apis/{apiId}/subscription-policies", 200),
];

const SURFACES: [(&str, &str); 4] = [
    ("/api/am/publisher/v4", "publisher-api.yaml"),
    ("/api/am/devportal/v3", "devportal-api.yaml"),
    ("/api/am/admin/v4", "admin-api.yaml"),
    ("/internal/data/v1", "internal-data-api.yaml"),
];

impl Contracts {
    /// Loads `shared/contracts/<version>` from the checkout's surroundings.
    pub fn load(version: &str) -> Result<Self> {
        let folder = shared()?.join("contracts");
        let mut surfaces = Vec::new();
        for (version, (base, file)) in [version, NEWER].into_iter().flat_map(|v| SURFACES.map(|s| (v, s))) {
            let mut document = read(&folder.join(version).join(file))?;
            swagger::as_openapi(&mut document);
            as_json_schema(&mut document);
            differences::apply(file, &mut document);
            surfaces.push((base, document));
        }
        Ok(Self { surfaces })
    }

    /// Checks an answer to `method` `path` (with its base path). An operation that the contract does not have is
    /// an error; a path of no contract is not checked.
    pub fn check(&self, method: &str, path: &str, status: u16, body: &[u8]) -> Result<()> {
        let of_base: Vec<_> = self.surfaces.iter().filter(|(base, _)| path.starts_with(base)).collect();
        let Some((base, document)) = of_base.first() else { return Ok(()) };
        let relative = path[base.len()..].split('?').next().unwrap_or("");
        if let Some((_, _, listed)) = UNLISTED.iter().find(|(m, t, _)| *m == method && fits(t, relative)) {
            return if status == *listed { Ok(()) } else { check_error(document, body) };
        }
        let found = of_base.iter().find_map(|(_, document)| {
            find(document, &method.to_lowercase(), relative).map(|(t, o)| (document, t, o))
        });
        let (document, template, operation) =
            found.with_context(|| format!("{method} {path} is not an operation of the contract"))?;
        // An answer to HEAD has no body to be checked.
        if method == "HEAD" {
            return Ok(());
        }
        let responses = &operation["responses"];
        let response = resolve(document, &responses[status.to_string()]);
        if response.is_null() {
            // Before there is an operation: the server's own, without a body.
            if status == 431 && body.is_empty() {
                return Ok(());
            }
            // Answers that any operation may give without the contract listing them.
            if matches!(status, 400 | 401 | 403 | 404 | 409 | 413 | 414 | 415 | 500 | 501 | 503) {
                return check_error(document, body)
                    .with_context(|| format!("{method} {template} -> {status}"));
            }
            bail!("{method} {template}: the contract knows no status {status}, only {:?}", keys(responses));
        }
        let schema = &response["content"]["application/json"]["schema"];
        // WSO2 writes documents (definitions) as strings.
        if schema.is_null() || schema["type"] == "string" {
            return Ok(());
        }
        validate(document, schema, body).with_context(|| {
            format!(
                "{method} {template} -> {status}: {}",
                String::from_utf8_lossy(&body[..body.len().min(2_000)])
            )
        })
    }
}

fn read(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    yaml_serde::from_str(&text).with_context(|| path.display().to_string())
}

/// `shared/` beside the checkout, found by walking up.
pub fn shared() -> Result<PathBuf> {
    let start = Path::new(env!("CARGO_MANIFEST_DIR"));
    start
        .ancestors()
        .map(|a| a.join("shared"))
        .find(|p| p.join("contracts").is_dir())
        .context("shared/contracts is not beside the checkout")
}

fn keys(value: &Value) -> Vec<&String> {
    value.as_object().map(|o| o.keys().collect()).unwrap_or_default()
}

fn check_error(document: &Value, body: &[u8]) -> Result<()> {
    validate(document, &json!({"$ref": "#/components/schemas/Error"}), body)
}

fn validate(document: &Value, schema: &Value, body: &[u8]) -> Result<()> {
    let instance: Value = serde_json::from_slice(body).context("the answer is not JSON")?;
    let mut whole = Map::new();
    whole.insert("allOf".into(), json!([schema]));
    whole.insert("components".into(), document["components"].clone());
    let validator = jsonschema::draft4::new(&Value::Object(whole)).context("the contract's schema")?;
    let errors: Vec<String> =
        validator.iter_errors(&instance).take(5).map(|e| format!("{}: {e}", e.instance_path())).collect();
    if !errors.is_empty() {
        bail!("the answer breaks the contract: {}", errors.join("; "));
    }
    Ok(())
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str().and_then(|r| r.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).unwrap_or(&Value::Null),
        None => value,
    }
}

/// The operation of a concrete path; literal segments win over templates.
fn find<'a>(document: &'a Value, method: &str, path: &str) -> Option<(&'a str, &'a Value)> {
    let mut best: Option<(usize, &str, &Value)> = None;
    for (template, item) in document["paths"].as_object()? {
        let operation = &item[method];
        let literal = template.split('/').filter(|s| !s.starts_with('{')).count();
        if fits(template, path) && !operation.is_null() && best.is_none_or(|(n, ..)| literal > n) {
            best = Some((literal, template, operation));
        }
    }
    best.map(|(_, template, operation)| (template, operation))
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.trim_end_matches('/').split('/'));
    template.clone().count() == path.clone().count()
        && template.zip(path).all(|(t, p)| t.starts_with('{') || t == p)
}

/// OpenAPI 3.0's `nullable` in JSON Schema's words; examples go, as they are not schemas.
fn as_json_schema(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.get("nullable") == Some(&Value::Bool(true))
                && let Some(kind) = object.get("type").filter(|t| t.is_string()).cloned()
            {
                object.insert("type".into(), json!([kind, "null"]));
            }
            // An object without members is how WSO2 writes "any value".
            let told = |member: &&str| object.get(*member).is_some_and(|m| *m != json!({}));
            let members = ["properties", "additionalProperties", "allOf", "oneOf", "anyOf"];
            if object.get("type") == Some(&json!("object")) && !members.iter().any(told) {
                object.remove("type");
            }
            // `example` under `properties` is a property of that name, not an example.
            if object.get("example").is_some_and(|e| e.get("type").is_none()) {
                object.remove("example");
            }
            object.values_mut().for_each(as_json_schema);
        }
        Value::Array(items) => items.iter_mut().for_each(as_json_schema),
        _ => {}
    }
}
