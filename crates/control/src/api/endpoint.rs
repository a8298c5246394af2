//! WSO2's `endpointConfig` object: its secrets, whether it makes sense, and what gateways need of it.
//!
//! | endpoint_type | production_endpoints / sandbox_endpoints | becomes |
//! |---|---|---|
//! | `http`, `address` | `{url, config?}` | one URL |
//! | `load_balance` | list of `{url, config?}` | all URLs, in turn |
//! | `failover` | `{url, config?}`, the rest in `production_failovers` | all URLs, the first that works |
//! | `default` | ignored: a policy sets the back end per request | no endpoint |
//!
//! `config.actionDuration` is the time limit in milliseconds. `endpoint_security.production` (or `sandbox`) with
//! `enabled` true is the credential. Secrets are sealed in the database and in catalog documents alike.

use model::Invalid;
use model::api::ApiConfiguration;
use model::catalog::{EndpointMode, EndpointSecurity, Endpoints};
use serde_json::Value;

use crate::error::Error;
use crate::seal::Sealer;

/// What endpoint secrets are sealed for ([`Sealer::seal`]).
pub const PURPOSE: &str = "endpoint";

const SECRETS: [&str; 5] = ["password", "clientSecret", "apiKeyValue", "amznSecretKey", "proxyPassword"];
const TYPES: [&str; 7] = ["http", "address", "load_balance", "failover", "default", "service", "awslambda"];
const SIDES: [(&str, &str); 2] =
    [("production_endpoints", "production_failovers"), ("sandbox_endpoints", "sandbox_failovers")];

/// Empties every secret, for answers.
pub(crate) fn redact(api: &mut ApiConfiguration) {
    for member in &mut api.members {
        member.endpoint_config = None;
    }
    if let Some(config) = &mut api.endpoint_config {
        let result = for_each_secret(config, None, &mut |secret, _| {
            secret.clear();
            Ok(())
        });
        debug_assert!(result.is_ok());
    }
}

/// Seals the secrets of what a publisher sent; an empty one keeps what `before` has at the same place.
pub(super) fn seal(
    api: &mut ApiConfiguration,
    before: Option<&ApiConfiguration>,
    sealer: &Sealer,
) -> Result<(), Error> {
    let before = before.and_then(|b| b.endpoint_config.as_ref());
    let Some(config) = &mut api.endpoint_config else { return Ok(()) };
    for_each_secret(config, before, &mut |secret, old| {
        *secret = if secret.is_empty() {
            old.unwrap_or_default().to_owned()
        } else {
            sealer.seal(PURPOSE, secret.as_bytes())?
        };
        Ok(())
    })
}

/// What is done with a secret and the text at the same place before.
type Treat<'a> = &'a mut dyn FnMut(&mut String, Option<&str>) -> Result<(), Error>;

/// Calls `f` with each secret and the text at the same place of `before`.
fn for_each_secret(value: &mut Value, before: Option<&Value>, f: Treat<'_>) -> Result<(), Error> {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let old = before.and_then(|b| b.get(name));
                match member {
                    Value::String(text) if SECRETS.contains(&name.as_str()) => {
                        f(text, old.and_then(Value::as_str))?;
                    }
                    other => for_each_secret(other, old, f)?,
                }
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter_mut().enumerate() {
                for_each_secret(item, before.and_then(|b| b.get(i)), f)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// What is wrong with an endpoint configuration.
pub(super) fn problems(api: &ApiConfiguration, bad: &mut Vec<Invalid>) {
    let Some(config) = &api.endpoint_config else { return };
    if !config.is_object() {
        bad.push(Invalid::new("endpointConfig", "must be an object with endpoint_type and endpoints"));
        return;
    }
    let mut secrets = Vec::new();
    misplaced_secrets(config, "endpointConfig", &mut secrets);
    if !secrets.is_empty() {
        bad.append(&mut secrets);
        return;
    }
    let kind = config["endpoint_type"].as_str().unwrap_or_default();
    if !TYPES.contains(&kind) {
        let message = format!("must be one of {}", TYPES.join(", "));
        bad.push(Invalid::new("endpointConfig.endpoint_type", message));
        return;
    }
    if matches!(kind, "default" | "awslambda") {
        return;
    }
    for names in SIDES {
        for name in [names.0, names.1] {
            if !well_formed(&config[name]) {
                let message = "must be an object with a url that is a text, or a list of such";
                bad.push(Invalid::new(format!("endpointConfig.{name}"), message));
            }
            for (i, url) in urls(&config[name]).into_iter().enumerate() {
                if let Err(message) = check_url(url) {
                    let at = if config[name].is_array() { format!("[{i}]") } else { String::new() };
                    let field = format!("endpointConfig.{name}{at}.url");
                    bad.push(Invalid::new(field, message).code(super::code::NOT_ACCEPTABLE));
                }
            }
        }
    }
}

/// `{url}` or a list of them, or nothing.
fn well_formed(value: &Value) -> bool {
    let one = |v: &Value| v.is_object() && matches!(v["url"], Value::Null | Value::String(_));
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(one),
        other => one(other),
    }
}

/// Secrets that are no texts: they would be neither sealed nor hidden.
fn misplaced_secrets(value: &Value, at: &str, bad: &mut Vec<Invalid>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let at = format!("{at}.{name}");
                if SECRETS.contains(&name.as_str()) && !matches!(member, Value::Null | Value::String(_)) {
                    bad.push(Invalid::new(at, "must be a text"));
                } else {
                    misplaced_secrets(member, &at, bad);
                }
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                misplaced_secrets(item, &format!("{at}[{i}]"), bad);
            }
        }
        _ => {}
    }
}

/// The URLs of `{url}` or of a list of them; empty ones do not count.
fn urls(value: &Value) -> Vec<&str> {
    let one = |v: &'_ Value| -> bool { v["url"].as_str().is_some_and(|u| !u.trim().is_empty()) };
    let items: &[Value] = match value {
        Value::Array(items) => items,
        other => std::slice::from_ref(other),
    };
    items.iter().filter(|v| one(v)).filter_map(|v| v["url"].as_str()).map(str::trim).collect()
}

pub(crate) fn check_url(url: &str) -> Result<(), &'static str> {
    let lower = url.to_ascii_lowercase();
    let rest = lower.strip_prefix("http://").or_else(|| lower.strip_prefix("https://"));
    let rest = rest.ok_or("must be an absolute http or https URL")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() || authority.starts_with(':') {
        return Err("has no host");
    }
    if authority.contains('@') {
        return Err("must not carry a credential; use endpoint_security");
    }
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) || url.len() > 2_048 {
        return Err("must have at most 2048 characters, none of them white space");
    }
    Ok(())
}

/// The URLs of every side.
pub(crate) fn all_urls(api: &ApiConfiguration) -> Vec<&str> {
    let Some(config) = &api.endpoint_config else { return Vec::new() };
    let names = SIDES.into_iter().flat_map(|(main, further)| [main, further]);
    names.flat_map(|name| urls(&config[name])).collect()
}

/// Does any side have an endpoint? (`default` counts: a policy decides per request.)
pub(crate) fn is_present(api: &ApiConfiguration) -> bool {
    api.endpoint_config.as_ref().is_some_and(|c| c.as_object().is_some_and(|o| !o.is_empty()))
}

/// The endpoints of one side (`production` or `sandbox`) as gateways need them.
pub(crate) fn of_side(config: Option<&Value>, side: &str) -> Option<Endpoints> {
    let config = config?;
    let mode = match config["endpoint_type"].as_str()? {
        "http" | "address" | "service" => EndpointMode::Single,
        "load_balance" => EndpointMode::RoundRobin,
        "failover" => EndpointMode::Failover,
        _ => return None,
    };
    let main = &config[format!("{side}_endpoints")];
    let mut all = urls(main);
    if mode == EndpointMode::Failover {
        all.extend(urls(&config[format!("{side}_failovers")]));
    }
    if all.is_empty() {
        return None;
    }
    let first = if main.is_array() { &main[0] } else { main };
    Some(Endpoints {
        mode,
        urls: all.into_iter().map(str::to_owned).collect(),
        security: security(&config["endpoint_security"][side]),
        timeout_ms: number(&first["config"]["actionDuration"]),
    })
}

fn security(side: &Value) -> Option<EndpointSecurity> {
    let enabled = side["enabled"].as_bool().unwrap_or(false) || side["enabled"] == "true";
    let kind = side["type"].as_str().unwrap_or_default().to_ascii_uppercase();
    if !enabled || kind.is_empty() || kind == "NONE" {
        return None;
    }
    let text = |name: &str| side[name].as_str().unwrap_or_default().to_owned();
    let (username, sealed_secret) = if kind == "OAUTH" {
        (text("clientId"), text("clientSecret"))
    } else {
        (text("username"), text("password"))
    };
    Some(EndpointSecurity { kind, username, sealed_secret })
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests;
