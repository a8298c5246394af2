//! Extractors whose refusals name the field, say what was wrong and what is allowed.

mod json;
mod multipart;
mod path;
mod query;
mod strict;
mod whole;

pub use json::{Json, OptionalJson, from_value, parse_json};
pub use multipart::{Multipart, Part};
pub use path::Path;
pub use query::Query;

pub use crate::guard::CallerExtractor;
