//! Documents that are no API definitions, in the same notations and within the same bounds: descriptors in archives.

use serde_json::{Map, Value};

use crate::limits::Limits;
use crate::problem::Problem;
use crate::text;

pub use crate::text::Format;

/// Reads a document in JSON or YAML: a text whose first character is `{` is JSON, any other YAML.
///
/// # Errors
/// A bound of `limits`, the encoding, the syntax, or a duplicate name.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Value, Problem> {
    text::read(bytes, limits).map(|(_, _, value)| value)
}

/// Writes a document, with a line feed at the end. The order of members is kept.
pub fn write(root: &Map<String, Value>, format: Format) -> String {
    text::write(root, format)
}
