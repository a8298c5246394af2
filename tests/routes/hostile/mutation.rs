//! A good JSON body with one thing wrong, for everything that its schema names.

use serde_json::{Value, json};

use super::Case;
use super::shape::Shape;
use super::verdict::{CANARY, CANARY_NUMBER, Expected};
use crate::authorisation::operation::Operation;
use crate::authorisation::payload::example;

/// Stands where text that serde_json would not write is put.
const MARK: &str = "@@mark@@";
/// Levels of a schema that are looked at: some contain themselves.
const LEVELS: usize = 6;
/// Members with a few known values, where the schema only says text.
const ENUMERATED: &[&str] = &[
    "keyType",
    "visibility",
    "accessControl",
    "subscriptionAvailability",
    "conditionType",
    "authType",
    "verb",
    "op",
    "throttlingPolicy",
    "timeUnit",
    "tokenType",
];

/// Every body with one thing wrong. `secret`: a text that came back would be one.
pub fn of(operation: &Operation, schema: &Value, good: &Value) -> Vec<Case> {
    let mut maker = Maker { operation, cases: Vec::new() };
    maker.walk(schema, "", good, LEVELS);
    maker.cases
}

struct Maker<'a> {
    operation: &'a Operation,
    cases: Vec<Case>,
}

impl Maker<'_> {
    /// `whole` is a good body that has something at `at`, which is of `schema`.
    fn walk(&mut self, schema: &Value, at: &str, whole: &Value, levels: usize) {
        let shape = Shape::of(self.operation, schema, whole.pointer(at));
        if levels == 0 {
            return;
        }
        for member in &shape.members {
            let below = format!("{at}/{}", escaped(&member.name));
            if member.required {
                let mut body = whole.clone();
                if let Some(Value::Object(members)) = body.pointer_mut(at) {
                    members.remove(&member.name);
                }
                self.add(&below, "is missing", body.to_string(), &member.name);
            }
            let present = whole.pointer(&below).filter(|v| !v.is_null()).cloned();
            let present = present.unwrap_or_else(|| example::of(self.operation, &member.schema));
            let inner = Shape::of(self.operation, &member.schema, Some(&present));
            self.duplicated(&below, whole, &present, &member.name);
            self.values(&inner, &below, whole, &member.name);
            self.walk(&member.schema, &below, &with(whole, &below, present), levels - 1);
        }
        if let (Some(items), Some(Value::Array(present))) = (&shape.items, whole.pointer(at)) {
            let first = format!("{at}/0");
            let present = present.first().cloned();
            let present = present.unwrap_or_else(|| example::of(self.operation, items));
            let filled = if at.is_empty() { json!([present]) } else { with(whole, at, json!([present])) };
            let inner = Shape::of(self.operation, items, Some(&present));
            let name = at.rsplit('/').next().unwrap_or_default().to_owned();
            self.values(&inner, &first, &filled, &name);
            self.walk(items, &first, &filled, levels - 1);
        }
    }

    /// Every wrong value for what is at `at`.
    fn values(&mut self, shape: &Shape, at: &str, whole: &Value, name: &str) {
        let mut put = |what: &str, text: &str| {
            let body = with(whole, at, json!(MARK)).to_string().replace(&format!("\"{MARK}\""), text);
            self.add(at, what, body, name);
        };
        let number = CANARY_NUMBER.to_string();
        let text = format!("\"{CANARY}\"");
        let kinds: [(&str, &str); 5] = [
            ("number", &number),
            ("string", &text),
            ("boolean", "true"),
            ("array", "[{}]"),
            ("object", "{\"x\": 1}"),
        ];
        for (kind, value) in kinds {
            let same = kind == shape.kind || kind == "number" && shape.kind == "integer";
            if !shape.kind.is_empty() && !same {
                put(&format!("{kind} in place of {}", shape.kind), value);
            }
        }
        if !shape.nullable && !shape.kind.is_empty() {
            put("null", "null");
        }
        match shape.kind.as_str() {
            "string" => {
                if shape.enumerated || ENUMERATED.contains(&name) {
                    put("unknown value", "\"NO-SUCH-VALUE\"");
                }
                let text = |length: usize| format!("\"{}\"", "x".repeat(length));
                put("text without end", &text(70_000));
                if let Some(most) = shape.max_length {
                    put("longer than said", &text(most + 1));
                }
                if name.to_ascii_lowercase().ends_with("name") {
                    put("long name", &text(1_000));
                    put("name of two lines", "\"a\\nb\"");
                }
                put("NUL", "\"a\\u0000b\"");
                put("control character", "\"a\\u0007b\"");
                put("half a surrogate pair", "\"a\\ud800b\"");
            }
            kind @ ("integer" | "number") => {
                put("number beyond floating point", "1e400");
                if kind == "integer" {
                    put("number beyond 64 bits", "99999999999999999999");
                    put("negative number beyond 64 bits", "-99999999999999999999");
                    put("fraction", "1.5");
                    put("negative number", "-7");
                }
            }
            _ => {}
        }
    }

    fn duplicated(&mut self, at: &str, whole: &Value, present: &Value, name: &str) {
        let twice = format!("{present},{}:{present}", json!(name));
        let body = with(whole, at, json!(MARK)).to_string().replace(&format!("\"{MARK}\""), &twice);
        self.add(at, "given twice", body, name);
    }

    fn add(&mut self, at: &str, what: &str, body: String, name: &str) {
        self.cases.push(Case {
            what: format!("{at}: {what}"),
            media: Some("application/json".to_owned()),
            bytes: body.into(),
            expected: Expected::naming(name),
        });
    }
}

/// A copy with a value at a pointer whose parent is there.
fn with(whole: &Value, at: &str, value: Value) -> Value {
    let mut body = whole.clone();
    let (parent, name) = at.rsplit_once('/').expect("a pointer below the whole");
    match body.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.insert(name.replace("~1", "/").replace("~0", "~"), value);
        }
        Some(Value::Array(items)) => *items = vec![value],
        _ => panic!("nothing has members at {parent}"),
    }
    body
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
