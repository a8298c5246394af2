//! Descriptors: `{type, version, data}`, in YAML or JSON.

use ::definition::tree::Format as Notation;
use ::definition::{Limits, tree};
use serde_json::{Map, Value, json};

use super::{Format, wrong};
use crate::error::Error;

/// Version of the format that is written.
const VERSION: &str = "v4.5.0";
/// Versions that are read.
const READ: &str = "v4.";

/// Bounds of one descriptor. That of an API with 2,000 operations has about 100,000 values.
const LIMITS: Limits =
    Limits { max_bytes: 4 * 1024 * 1024, max_depth: 64, max_nodes: 300_000, max_alias_nodes: 10_000 };

/// Reads a document that is in an archive at `at`.
pub(super) fn parse(at: &str, content: &[u8]) -> Result<Value, Error> {
    tree::read(content, &LIMITS).map_err(|problem| wrong(at, problem))
}

/// What is in an envelope. Unknown members are passed over.
pub(super) fn open(at: &str, document: Value) -> Result<Value, Error> {
    let Value::Object(mut members) = document else {
        return Err(wrong(at, "must be an object with type, version and data"));
    };
    members.remove("data").ok_or_else(|| wrong(at, "has no data"))
}

/// The same, of the descriptor of the whole: its kind and version must be right.
pub(super) fn open_main(at: &str, kind: &str, document: Value) -> Result<Value, Error> {
    if document["type"] != kind {
        return Err(wrong(at, format!("must have the type {kind}; archives of version 3 have none")));
    }
    if !document["version"].as_str().is_some_and(|v| v.starts_with(READ)) {
        return Err(wrong(at, "must have a version from v4.0.0 on, before v5"));
    }
    open(at, document)
}

pub(super) fn close(kind: &str, data: Value, format: Format) -> String {
    let envelope = json!({"type": kind, "version": VERSION, "data": data});
    write(envelope, format)
}

pub(super) fn write(document: Value, format: Format) -> String {
    let Value::Object(members) = document else { return String::new() };
    let notation = match format {
        Format::Yaml => Notation::Yaml,
        Format::Json => Notation::Json,
    };
    tree::write(&members, notation)
}

/// The text of a member; none when it is missing, null or empty.
pub(super) fn text<'a>(at: &str, members: &'a Value, name: &str) -> Result<Option<&'a str>, Error> {
    match &members[name] {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.as_str()).filter(|t| !t.trim().is_empty())),
        _ => Err(wrong(at, format!("{name} must be a text; put it in quotes"))),
    }
}

pub(super) fn required<'a>(at: &str, members: &'a Value, name: &str) -> Result<&'a str, Error> {
    text(at, members, name)?.ok_or_else(|| wrong(at, format!("{name} is required")))
}

/// A list of objects; nothing when it is missing.
pub(super) fn objects(at: &str, value: Value) -> Result<Vec<Value>, Error> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) if items.iter().all(Value::is_object) => Ok(items),
        _ => Err(wrong(at, "must be a list of objects")),
    }
}

/// Takes out what is null, which is as good as absent, but for what is kept as it was written.
pub(super) fn strip_nulls(members: &mut Map<String, Value>, kept: &str) {
    members.retain(|_, member| !member.is_null());
    for (name, member) in members.iter_mut() {
        if name != kept {
            strip(member);
        }
    }
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => strip_nulls(members, ""),
        Value::Array(items) => {
            items.retain(|item| !item.is_null());
            items.iter_mut().for_each(strip);
        }
        _ => {}
    }
}
