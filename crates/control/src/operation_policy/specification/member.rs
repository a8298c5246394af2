//! The members of an object in a specification, and what is wrong with them.

use model::Invalid;
use serde_json::{Map, Value};

use crate::operation_policy::code;

const MAX_LIST: usize = 100;

/// Reads members one by one and notes what is wrong; what is wrong reads as nothing.
pub struct Members<'m> {
    object: &'m Map<String, Value>,
    at: String,
    bad: Vec<Invalid>,
}

impl<'m> Members<'m> {
    pub fn new(object: &'m Map<String, Value>, at: String) -> Self {
        Self { object, at, bad: Vec::new() }
    }

    pub fn problems(self) -> Vec<Invalid> {
        self.bad
    }

    pub fn refuse(&mut self, name: &str, message: impl Into<String>) {
        self.bad.push(Invalid::new(format!("{}/{name}", self.at), message).code(code::SPECIFICATION));
    }

    /// Reads another object within this one, noting its problems here.
    pub fn within<T>(
        &mut self,
        at: &str,
        object: &Map<String, Value>,
        read: impl Fn(&mut Members<'_>) -> T,
    ) -> T {
        let mut members = Members::new(object, format!("{}/{at}", self.at));
        let value = read(&mut members);
        self.bad.append(&mut members.bad);
        value
    }

    pub fn get(&self, name: &str) -> Option<&'m Value> {
        self.object.get(name).filter(|v| !v.is_null())
    }

    /// A text, or what YAML takes for a number or truth value; empty when absent.
    pub fn text(&mut self, name: &str, most: usize) -> String {
        let text = match self.get(name) {
            None => return String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            Some(_) => {
                self.refuse(name, "must be a text");
                return String::new();
            }
        };
        if text.chars().count() > most || text.contains('\0') {
            self.refuse(name, format!("must have at most {most} characters"));
            return String::new();
        }
        text
    }

    /// A required name: it is also one of a file.
    pub fn name(&mut self, name: &str, most: usize) -> String {
        let text = self.text(name, most);
        let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if text.is_empty() {
            self.refuse(name, "is required");
        } else if !text.chars().all(good) || text.starts_with('.') {
            self.refuse(name, "may have only letters, digits, '_', '-' and '.'");
        }
        text
    }

    pub fn flag(&mut self, name: &str) -> bool {
        match self.get(name) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) if text == "true" || text == "false" => text == "true",
            Some(_) => {
                self.refuse(name, "must be true or false");
                false
            }
        }
    }

    pub fn list(&mut self, name: &str) -> &'m [Value] {
        match self.get(name) {
            None => &[],
            Some(Value::Array(items)) if items.len() <= MAX_LIST => items,
            Some(_) => {
                self.refuse(name, format!("must be a list of at most {MAX_LIST}"));
                &[]
            }
        }
    }

    /// A list of texts that is not empty.
    pub fn texts(&mut self, name: &str) -> Vec<String> {
        let texts = self.optional_texts(name);
        if texts.is_empty() {
            self.refuse(name, "must name at least one");
        }
        texts
    }

    pub fn optional_texts(&mut self, name: &str) -> Vec<String> {
        let items = self.list(name);
        let texts: Vec<String> = items.iter().filter_map(|v| scalar(v).filter(|t| t.len() <= 500)).collect();
        if texts.len() != items.len() {
            self.refuse(name, "must be a list of short texts");
        }
        texts
    }

    pub fn choices(&mut self, name: &str, allowed: &[&str]) -> Vec<String> {
        let texts = self.texts(name);
        if let Some(other) = texts.iter().find(|t| !allowed.contains(&t.as_str())) {
            self.refuse(name, format!("must not have {other:?}; allowed are {}", allowed.join(", ")));
        }
        texts
    }

    /// A list of texts or objects with an `apiType` that is not empty.
    pub fn kinds(&mut self, name: &str) -> Vec<Value> {
        let items = self.list(name);
        let good = |v: &Value| v.is_string() || v["apiType"].is_string();
        if items.is_empty() || !items.iter().all(good) {
            self.refuse(name, "must be a list of types of APIs, such as HTTP");
            return Vec::new();
        }
        items.to_vec()
    }
}

/// A scalar as text.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}
