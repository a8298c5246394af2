//! One change of a resource.

use serde_json::{Map, Value, json};

use super::{Change, Verb};
use crate::error::Error;

pub fn apply(resource: &mut Map<String, Value>, change: Change) -> Result<(), Error> {
    let Change { verb, path, value } = change;
    let name = key(resource, &path.attribute);
    if let Some((by, wanted)) = &path.element {
        let Some(list) = resource.entry(name).or_insert_with(|| json!([])).as_array_mut() else {
            return Err(Error::invalid("path", format!("{} is not a list", path.attribute)));
        };
        return elements(list, verb, by, wanted, path.sub.as_deref(), value);
    }
    match (&path.sub, verb) {
        (None, Verb::Remove) => {
            remove(resource, &name, &value);
        }
        (None, _) => set(resource, name, value, verb),
        (Some(sub), Verb::Remove) => {
            if let Some(object) = resource.get_mut(&name).and_then(Value::as_object_mut) {
                let sub = key(object, sub);
                object.remove(&sub);
            }
        }
        (Some(sub), _) => {
            let Some(object) = resource.entry(name).or_insert_with(|| json!({})).as_object_mut() else {
                return Err(Error::invalid("path", format!("{} has no sub-attributes", path.attribute)));
            };
            let sub = key(object, sub);
            set(object, sub, value, verb);
        }
    }
    Ok(())
}

/// Attribute names are compared without case (RFC 7643, 2.1): the member there is, else the name as written.
fn key(object: &Map<String, Value>, name: &str) -> String {
    object.keys().find(|k| k.eq_ignore_ascii_case(name)).cloned().unwrap_or_else(|| name.to_owned())
}

fn set(object: &mut Map<String, Value>, name: String, value: Value, verb: Verb) {
    match (object.get_mut(&name), value) {
        (Some(Value::Array(list)), value) if verb == Verb::Add => {
            let more = match value {
                Value::Array(more) => more,
                one => vec![one],
            };
            for element in more {
                if !list.contains(&element) {
                    list.push(element);
                }
            }
        }
        // Only the sub-attributes that are named change.
        (Some(Value::Object(present)), Value::Object(given)) => present.extend(given),
        (_, Value::Null) if verb == Verb::Replace => {
            object.remove(&name);
        }
        (_, value) => {
            object.insert(name, value);
        }
    }
}

/// With a list of elements as its value, WSO2's clients remove only those.
fn remove(object: &mut Map<String, Value>, name: &str, value: &Value) {
    match (object.get_mut(name), value) {
        (Some(Value::Array(list)), Value::Array(given)) => {
            let same = |a: &Value, b: &Value| a == b || (a["value"] == b["value"] && !a["value"].is_null());
            list.retain(|element| !given.iter().any(|g| same(element, g)));
        }
        _ => {
            object.remove(name);
        }
    }
}

fn elements(
    list: &mut Vec<Value>,
    verb: Verb,
    by: &str,
    wanted: &str,
    sub: Option<&str>,
    value: Value,
) -> Result<(), Error> {
    let fits = |element: &Value| match element {
        Value::Object(object) => object.get(&key(object, by)).is_some_and(|v| text(v) == wanted),
        plain => by.eq_ignore_ascii_case("value") && text(plain) == wanted,
    };
    if verb == Verb::Remove && sub.is_none() {
        list.retain(|element| !fits(element));
        return Ok(());
    }
    if !list.iter().any(fits) {
        if verb != Verb::Add {
            return Err(Error::invalid("target", format!("no element has {by} '{wanted}'")));
        }
        list.push(json!({by: wanted}));
    }
    for element in list.iter_mut().filter(|e| fits(e)) {
        let Some(object) = element.as_object_mut() else {
            *element = value.clone();
            continue;
        };
        match (sub, verb, &value) {
            (Some(sub), Verb::Remove, _) => {
                let sub = key(object, sub);
                object.remove(&sub);
            }
            (Some(sub), _, value) => {
                let sub = key(object, sub);
                object.insert(sub, value.clone());
            }
            (None, _, Value::Object(given)) => object.extend(given.clone()),
            _ => return Err(Error::invalid("value", "must be an object for elements of a list")),
        }
    }
    Ok(())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
