//! What a schema says about a value, in a form to make wrong values from.

use serde_json::{Value, json};

use crate::authorisation::operation::Operation;
use crate::authorisation::payload::example;

/// A schema, with references followed and parts merged.
#[derive(Debug, Default)]
pub struct Shape {
    /// `string`, `integer`, `number`, `boolean`, `array`, `object`, or empty: anything.
    pub kind: String,
    pub nullable: bool,
    pub enumerated: bool,
    pub max_length: Option<usize>,
    pub members: Vec<Member>,
    /// Of an array.
    pub items: Option<Value>,
}

#[derive(Debug)]
pub struct Member {
    pub name: String,
    pub schema: Value,
    pub required: bool,
}

impl Shape {
    /// The shape of a schema; where that says nothing about members, of the value itself.
    pub fn of(operation: &Operation, schema: &Value, value: Option<&Value>) -> Self {
        let mut shape = Self::default();
        shape.add(operation, schema);
        let vague = match shape.kind.as_str() {
            "" => true,
            "object" => shape.members.is_empty(),
            "array" => shape.items.as_ref().is_none_or(|items| *items == json!({})),
            _ => false,
        };
        if let Some(value) = value.filter(|_| vague) {
            let nullable = shape.nullable;
            shape = Self { nullable, ..Self::default() };
            shape.add(operation, &inferred(value));
        }
        shape
    }

    fn add(&mut self, operation: &Operation, schema: &Value) {
        let schema = operation.resolve(schema);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.add(operation, part);
        }
        if let Some(kinds) = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array()) {
            let real: Vec<_> = kinds.iter().filter(|k| k["type"] != "null").collect();
            self.nullable |= real.len() < kinds.len();
            if let [only] = real[..] {
                self.add(operation, only);
            }
            return;
        }
        let kind = example::kind(schema);
        if kind != "null" {
            kind.clone_into(&mut self.kind);
        }
        if let Some(kinds) = schema["type"].as_array() {
            self.nullable |= kinds.iter().any(|k| k == "null");
        }
        self.enumerated |= schema["enum"].is_array();
        self.max_length =
            schema["maxLength"].as_u64().and_then(|n| usize::try_from(n).ok()).or(self.max_length);
        if schema["items"].is_object() {
            self.items = Some(schema["items"].clone());
        }
        let required =
            |name: &str| schema["required"].as_array().is_some_and(|r| r.iter().any(|n| n == name));
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            // Clients send back what they were told; what only the server says is passed over.
            if operation.resolve(member)["readOnly"] != Value::Bool(true)
                && member["readOnly"] != Value::Bool(true)
            {
                let member = member.clone();
                self.members.push(Member { name: name.clone(), required: required(name), schema: member });
            }
        }
    }
}

/// A schema that says of a value what its parts are.
fn inferred(value: &Value) -> Value {
    match value {
        Value::Null => json!({}),
        Value::Bool(_) => json!({"type": "boolean"}),
        Value::Number(_) => json!({"type": "number"}),
        Value::String(_) => json!({"type": "string"}),
        Value::Array(items) => json!({"type": "array", "items": items.first().map_or(json!({}), inferred)}),
        Value::Object(members) => {
            let members: serde_json::Map<_, _> =
                members.iter().map(|(name, value)| (name.clone(), inferred(value))).collect();
            json!({"type": "object", "properties": members})
        }
    }
}
