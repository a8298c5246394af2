//! The parameters of an attached policy: they are what its specification and its implementation ask for.

use model::Invalid;
use model::native::Native;
use serde_json::{Map, Value, json};

use super::place::Place;
use super::{Attribute, OperationPolicy, code, pattern};
use crate::error::Error;
use crate::seal::Sealer;

/// What secret parameters are sealed for ([`Sealer::seal`]).
const PURPOSE: &str = "operation policy";
/// Member of a secret parameter's stored form.
const SEALED: &str = "sealed";
const MAX_VALUE: usize = 8 * 1024;

/// Empties every secret, for answers.
pub fn redact(parameters: &mut Map<String, Value>) {
    for value in parameters.values_mut().filter(|v| v.is_object()) {
        *value = "".into();
    }
}

/// Checks and completes the parameters of a policy at a place. Secrets are sealed; an empty one keeps what `before`
/// has.
///
/// # Errors
/// Only when a secret cannot be sealed; what is wrong with parameters goes to `bad`.
pub fn settle(
    policy: &OperationPolicy,
    place: &Place,
    parameters: &mut Map<String, Value>,
    before: Option<&Map<String, Value>>,
    sealer: &Sealer,
    bad: &mut Vec<Invalid>,
) -> Result<(), Error> {
    let attributes = &policy.specification.policy_attributes;
    let mut refuse = |name: &str, message: String, code: u32| {
        let message = format!("{message} (policy {} on {}, {} flow)", policy.label(), place.on, place.flow);
        bad.push(Invalid::new(format!("{}.parameters.{name}", place.path), message).code(code));
    };
    let mut good = true;
    for name in parameters.keys().filter(|name| !attributes.iter().any(|a| a.name == **name)) {
        refuse(name, "is no parameter of the policy".to_owned(), code::PARAMETERS);
        good = false;
    }
    for attribute in attributes {
        match text(attribute, parameters) {
            Err(message) => {
                refuse(&attribute.name, message, code::PARAMETERS);
                good = false;
            }
            Ok(given) if attribute.is_secret() => {
                let kept = before.and_then(|b| b.get(&attribute.name)).filter(|v| v.is_object());
                let value = if given.is_empty() {
                    kept.cloned()
                } else {
                    Some(json!({ SEALED: sealer.seal(PURPOSE, given.as_bytes())? }))
                };
                if value.is_none() && attribute.required {
                    refuse(&attribute.name, "is required".to_owned(), code::MISSING_PARAMETERS);
                    good = false;
                }
                parameters.insert(attribute.name.clone(), value.unwrap_or_else(|| "".into()));
            }
            Ok(given) if given.is_empty() && attribute.required => match &attribute.default_value {
                Some(default) => {
                    parameters.insert(attribute.name.clone(), default.as_str().into());
                }
                None => {
                    refuse(&attribute.name, "is required".to_owned(), code::MISSING_PARAMETERS);
                    good = false;
                }
            },
            Ok(_) => {}
        }
    }
    if good
        && let Some(native) = &policy.native
        && let Err(invalid) = check_native(native, parameters)
    {
        refuse(&invalid.field, invalid.message, code::PARAMETERS);
    }
    Ok(())
}

/// The value as text, checked; empty when it is not there.
fn text(attribute: &Attribute, parameters: &Map<String, Value>) -> Result<String, String> {
    let text = match parameters.get(&attribute.name) {
        None | Some(Value::Null) => return Ok(String::new()),
        Some(Value::String(text)) => text.clone(),
        Some(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
        Some(_) => return Err("must be a text, a number or true or false".to_owned()),
    };
    if text.len() > MAX_VALUE {
        return Err(format!("must have at most {MAX_VALUE} bytes"));
    }
    if text.is_empty() {
        return Ok(text);
    }
    if attribute.kind.eq_ignore_ascii_case("integer") && text.parse::<i64>().is_err() {
        return Err("must be a whole number".to_owned());
    }
    if attribute.kind.eq_ignore_ascii_case("boolean") && text != "true" && text != "false" {
        return Err("must be true or false".to_owned());
    }
    if !attribute.allowed_values.is_empty() && !attribute.allowed_values.contains(&text) {
        return Err(format!("must be one of {}", attribute.allowed_values.join(", ")));
    }
    if let Some(regex) = &attribute.validation_regex
        && !pattern::compile(regex)?.is_match(&text)
    {
        return Err(format!("must match the pattern {regex}"));
    }
    Ok(text)
}

fn check_native(name: &str, parameters: &Map<String, Value>) -> Result<(), Invalid> {
    let Some(read) = Native::read(name, parameters) else {
        return Err(Invalid::new("", format!("{name} cannot be run by gateways")));
    };
    match read?.pattern().map(|(parameter, text)| (parameter, pattern::compile(text))) {
        Some((parameter, Err(why))) => Err(Invalid::new(parameter, why)),
        _ => Ok(()),
    }
}
