//! Checks of message bodies against the schemas that a document gives for them.

mod bundle;
mod uses;
mod whole;

use std::fmt;

use serde_json::Value;

use crate::openapi::reference::{Target, follow, resolve};
use crate::openapi::{Object, OpenApi, Verb, Version};

/// Steps a pattern with look-around may take on one text; others take linear time anyway.
const BACKTRACK_LIMIT: usize = 10_000;

/// Nested schemas, times levels of the body, that are checked: what half the stack of a thread holds.
const MAX_NESTING: usize = 2000;

/// A compiled schema of one message.
#[derive(Debug)]
pub struct BodySchema {
    /// Levels of a body, its scalars being the last, up to which it is checked.
    max_levels: usize,
    validator: jsonschema::Validator,
}

/// Why a body does not fit; the first fault that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyFault {
    /// JSON pointer into the body.
    pub pointer: String,
    /// What is wrong, without the value.
    pub message: String,
}

/// Why a schema cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaError {
    /// A `$ref` leads nowhere, into another document, or to an anchor; the reference.
    Reference(String),
    /// Schemas apply to the same value without end; one of the references.
    Endless(String),
    /// It takes along more schemas than this.
    TooLarge(usize),
    /// More schemas than this apply to one value, each inside or behind another.
    TooDeep(usize),
    /// A keyword has a malformed value; the reason.
    Malformed(String),
}

/// Which message of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    Request,
    /// With this status.
    Response(u16),
}

impl OpenApi {
    /// Compiles the schema for bodies of `media_type` (without parameters, such as `application/json`)
    /// of a message. `None` where the document does not say what a body is like.
    ///
    /// # Errors
    /// When the schema cannot be compiled. Nothing is fetched from elsewhere.
    pub fn body_schema(
        &self,
        verb: Verb,
        target: &str,
        message: Message,
        media_type: &str,
    ) -> Result<Option<BodySchema>, SchemaError> {
        let Some(schema) = self.schema_of(verb, target, message, media_type) else { return Ok(None) };
        let bundled = bundle::bundle(self, schema, message)?;
        let max_levels = MAX_NESTING / (bundled.chain + 1);
        if max_levels == 0 {
            return Err(SchemaError::TooDeep(MAX_NESTING));
        }
        let draft = match self.version() {
            Version::V3_1 => jsonschema::Draft::Draft202012,
            _ => jsonschema::Draft::Draft4,
        };
        let validator = jsonschema::options()
            .with_draft(draft)
            .should_validate_formats(true)
            .with_pattern_options(jsonschema::PatternOptions::fancy_regex().backtrack_limit(BACKTRACK_LIMIT))
            .build(&bundled.schema)
            .map_err(|error| SchemaError::Malformed(error.to_string()))?;
        Ok(Some(BodySchema { max_levels, validator }))
    }

    fn schema_of(&self, verb: Verb, target: &str, message: Message, media_type: &str) -> Option<&Value> {
        let (_, item) = self.path_items().find(|(path, _)| *path == target)?;
        let operation = item.get(verb.member())?.as_object()?;
        let holder = match message {
            Message::Request if self.version() == Version::V2 => return self.v2_body(item, operation),
            Message::Request => resolve(self.root(), operation.get("requestBody")?)?,
            Message::Response(status) => self.response(operation.get("responses")?.as_object()?, status)?,
        };
        if self.version() == Version::V2 {
            return holder.get("schema");
        }
        let content = holder.get("content")?.as_object()?;
        let (kind, _) = media_type.split_once('/').unwrap_or((media_type, ""));
        let media_type = [media_type, &format!("{kind}/*"), "*/*"].into_iter().find_map(|name| {
            content.iter().find(|(known, _)| bare(known).eq_ignore_ascii_case(name)).map(|(_, value)| value)
        })?;
        media_type.get("schema")
    }

    fn response<'a>(&'a self, responses: &'a Object, status: u16) -> Option<&'a Value> {
        let family = format!("{}XX", status / 100);
        let response = responses
            .get(&status.to_string())
            .or_else(|| responses.iter().find(|(name, _)| name.eq_ignore_ascii_case(&family)).map(|(_, r)| r))
            .or_else(|| responses.get("default"))?;
        resolve(self.root(), response)
    }

    fn v2_body<'a>(&'a self, item: &'a Object, operation: &'a Object) -> Option<&'a Value> {
        [operation, item]
            .into_iter()
            .filter_map(|holder| holder.get("parameters")?.as_array())
            .flatten()
            .filter_map(|parameter| resolve(self.root(), parameter))
            .find(|parameter| parameter.get("in").is_some_and(|place| place == "body"))?
            .get("schema")
    }
}

impl BodySchema {
    /// Whether a body fits.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self, body: &Value) -> Result<(), BodyFault> {
        if deeper_than(body, self.max_levels) {
            let message =
                format!("the body is nested deeper than the {} levels that are checked", self.max_levels);
            return Err(BodyFault { pointer: String::new(), message });
        }
        self.validator.validate(body).map_err(|error| BodyFault {
            pointer: error.instance_path().to_string(),
            message: error.masked().to_string(),
        })
    }
}

/// Whether a value has more than `levels`, a scalar being one.
fn deeper_than(value: &Value, levels: usize) -> bool {
    let Some(below) = levels.checked_sub(1) else { return true };
    match value {
        Value::Array(items) => items.iter().any(|item| deeper_than(item, below)),
        Value::Object(members) => members.values().any(|member| deeper_than(member, below)),
        _ => false,
    }
}

/// A media type without its parameters.
fn bare(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reference(reference) => {
                write!(f, "the reference \"{reference}\" does not lead to a schema of this document")
            }
            Self::Endless(reference) => {
                write!(f, "the schema at \"{reference}\" applies to itself without end")
            }
            Self::TooLarge(limit) => write!(f, "the schema refers to more than {limit} others"),
            Self::TooDeep(limit) => write!(f, "more than {limit} schemas apply to one value"),
            Self::Malformed(reason) => write!(f, "the schema is malformed: {reason}"),
        }
    }
}

impl std::error::Error for SchemaError {}

/// Follows a reference from a schema.
fn target<'a>(document: &'a OpenApi, reference: &str) -> Result<&'a Value, SchemaError> {
    match follow(document.root(), reference) {
        Target::Found(value) => Ok(value),
        _ => Err(SchemaError::Reference(reference.to_owned())),
    }
}
