//! The pass over a document: what it has found, and checks of types that every part uses.

use std::collections::HashMap;

use serde_json::Value;

use super::Validation;
use crate::openapi::reference::{Target, follow};
use crate::openapi::{Object, Version};
use crate::problem::{Code, Pointer, Problem};

/// Reported errors, and reported warnings.
const MAX_REPORTED: usize = 200;

/// What a member may hold. `null` counts as absent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// Text, or a number or boolean that stands for it.
    Scalar,
    Boolean,
    Number,
    Object,
    Array,
    /// An array of text.
    Texts,
}

/// A member that a part may have.
pub(super) struct Member(pub &'static str, pub Kind, pub Need);

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    /// Its absence is a warning.
    Expected,
    Optional,
}

pub(super) struct Check<'d> {
    pub root: &'d Object,
    pub version: Version,
    pub outcome: Validation,
    /// Where each operationId was first seen.
    pub operation_ids: HashMap<&'d str, String>,
}

impl<'d> Check<'d> {
    pub fn new(root: &'d Object, version: Version) -> Self {
        Self { root, version, outcome: Validation::default(), operation_ids: HashMap::new() }
    }

    pub fn is_v2(&self) -> bool {
        self.version == Version::V2
    }

    pub fn is_v3_1(&self) -> bool {
        self.version == Version::V3_1
    }

    pub fn error(&mut self, code: Code, at: &Pointer<'_>, message: impl Into<String>) {
        report(&mut self.outcome.errors, code, at, message);
    }

    pub fn warn(&mut self, code: Code, at: &Pointer<'_>, message: impl Into<String>) {
        report(&mut self.outcome.warnings, code, at, message);
    }

    fn wrong_type(&mut self, at: &Pointer<'_>, expected: &str, found: &Value) {
        self.error(Code::WrongType, at, format!("must be {expected}, not {}", describe(found)));
    }

    /// The value as an object, or an error.
    pub fn object(&mut self, value: &'d Value, at: &Pointer<'_>) -> Option<&'d Object> {
        let object = value.as_object();
        if object.is_none() {
            self.wrong_type(at, "an object", value);
        }
        object
    }

    /// Checks the types of members and that those needed are there.
    pub fn members(&mut self, object: &'d Object, at: &Pointer<'_>, members: &[Member]) {
        for Member(name, kind, need) in members {
            match object.get(*name).filter(|value| !value.is_null()) {
                Some(value) => {
                    self.is(value, *kind, &at.key(name));
                }
                None if *need == Need::Required => {
                    self.error(Code::MissingMember, at, format!("the member \"{name}\" is missing"));
                }
                None if *need == Need::Expected => {
                    self.warn(Code::MissingMember, at, format!("the member \"{name}\" is missing"));
                }
                None => {}
            }
        }
    }

    /// Whether a value is of a kind; if not, that is an error.
    pub fn is(&mut self, value: &'d Value, kind: Kind, at: &Pointer<'_>) -> bool {
        let (fits, expected) = match kind {
            Kind::Text => (value.is_string(), "text"),
            Kind::Scalar => (!value.is_array() && !value.is_object(), "text"),
            Kind::Boolean => (value.is_boolean() || value == "true" || value == "false", "true or false"),
            Kind::Number => (value.is_number(), "a number"),
            Kind::Object => (value.is_object(), "an object"),
            Kind::Array => (value.is_array(), "an array"),
            Kind::Texts => {
                let items = value.as_array();
                let Some(items) = items else {
                    self.wrong_type(at, "an array of text", value);
                    return false;
                };
                for (i, item) in items.iter().enumerate() {
                    self.is(item, Kind::Scalar, &at.index(i));
                }
                return true;
            }
        };
        if !fits {
            self.wrong_type(at, expected, value);
        }
        fits
    }

    /// The entries of the object in a member, `null` and a wrong type (reported elsewhere) meaning none.
    pub fn entries(object: &'d Object, name: &str) -> impl Iterator<Item = (&'d str, &'d Value)> + use<'d> {
        let entries = object.get(name).and_then(Value::as_object);
        entries.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
    }

    /// The items of the array in a member, in the same way.
    pub fn items(object: &'d Object, name: &str) -> impl Iterator<Item = (usize, &'d Value)> + use<'d> {
        object.get(name).and_then(Value::as_array).into_iter().flatten().enumerate()
    }

    /// An object that may be a `$ref`. The object itself is returned when it is not one; a reference is
    /// checked and nothing returned, since its target is checked where it stands.
    pub fn inline(&mut self, value: &'d Value, at: &Pointer<'_>) -> Option<&'d Object> {
        let object = self.object(value, at)?;
        match object.get("$ref") {
            None => Some(object),
            Some(reference) => {
                self.reference(reference, false, &at.key("$ref"));
                None
            }
        }
    }

    /// What an object is or refers to; `None`, reported elsewhere, when that is not seen.
    pub fn resolved(&self, value: &'d Value) -> Option<&'d Object> {
        crate::openapi::reference::resolve(self.root, value)?.as_object()
    }

    /// Checks where a `$ref` leads; `schema` says whether it stands for a schema.
    pub fn reference(&mut self, reference: &'d Value, schema: bool, at: &Pointer<'_>) {
        let Some(text) = reference.as_str() else {
            self.wrong_type(at, "text", reference);
            return;
        };
        match follow(self.root, text) {
            Target::Found(_) => {}
            // Tools for 2.0 do not look where schemas refer to.
            Target::Missing if schema && self.is_v2() => {
                self.warn(Code::UnresolvedRef, at, format!("there is nothing at \"{text}\""));
            }
            Target::Missing => self.error(Code::UnresolvedRef, at, format!("there is nothing at \"{text}\"")),
            Target::Cycle => self.error(Code::CyclicRef, at, format!("\"{text}\" leads only back to itself")),
            Target::Remote => {
                self.warn(
                    Code::RemoteRef,
                    at,
                    format!("\"{text}\" is in another document, which is not read"),
                );
            }
            Target::Anchor => {
                self.warn(Code::UnresolvedRef, at, format!("the anchor \"{text}\" is not looked up"));
            }
        }
    }
}

fn report(problems: &mut Vec<Problem>, code: Code, at: &Pointer<'_>, message: impl Into<String>) {
    match problems.len() {
        ..MAX_REPORTED => problems.push(Problem::new(code, at.to_string(), message)),
        MAX_REPORTED => {
            problems.push(Problem::new(Code::TooManyProblems, "", "there are more problems than these"));
        }
        _ => {}
    }
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
