//! The smallest value that a schema admits.

use serde_json::{Map, Value, json};

use crate::authorisation::operation::Operation;

pub fn of(operation: &Operation, schema: &Value) -> Value {
    let schema = operation.resolve(schema);
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = Map::new();
        for part in parts {
            if let Value::Object(members) = of(operation, part) {
                whole.extend(members);
            }
        }
        return Value::Object(whole);
    }
    if let Some(kinds) = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array()) {
        let real = kinds.iter().find(|k| k["type"] != "null");
        return real.map_or(Value::Null, |kind| of(operation, kind));
    }
    match kind(schema) {
        "object" => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let member = |name: &str| (name.to_owned(), of(operation, &schema["properties"][name]));
            Value::Object(required.map(member).collect())
        }
        "array" => json!([]),
        "string" => json!("x"),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        "boolean" => json!(true),
        _ => Value::Null,
    }
}

/// The type that is not `null`.
pub fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).find(|k| *k != "null").unwrap_or("null")
        }
        _ => "null",
    }
}
