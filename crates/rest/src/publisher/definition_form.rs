//! The definition in a form: a file or text.

use std::collections::BTreeMap;

use axum::body::Bytes;

use crate::error::Error;

/// The first of the parts `names` that has something in it. A `url` is refused: definitions are not fetched.
pub fn definition_of(parts: &mut BTreeMap<String, Bytes>, names: &[&str]) -> Result<Bytes, Error> {
    for name in names {
        if let Some(text) = parts.remove(*name).filter(|t| !t.trim_ascii().is_empty()) {
            return Ok(text);
        }
    }
    if parts.get("url").is_some_and(|url| !url.trim_ascii().is_empty()) {
        return Err(control::Error::NotSupported("fetching a definition from a URL; send its text").into());
    }
    Err(Error::invalid(names.join(" or "), "is required: the definition in JSON or YAML"))
}
