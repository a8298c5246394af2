//! The definition in a form: a file, text, or the URL where it is.

use std::collections::BTreeMap;

use axum::body::Bytes;
use control::Control;

use crate::error::Error;

/// The first of the parts `names` that has something in it; after them what `url` leads to.
pub async fn definition_of(
    control: &Control,
    parts: &mut BTreeMap<String, Bytes>,
    names: &[&str],
) -> Result<Bytes, Error> {
    for name in names {
        if let Some(text) = parts.remove(*name).filter(|t| !t.trim_ascii().is_empty()) {
            return Ok(text);
        }
    }
    if let Some(url) = parts.remove("url").filter(|url| !url.trim_ascii().is_empty()) {
        let url = std::str::from_utf8(&url).map_err(|_| Error::invalid("url", "is not UTF-8 text"))?;
        return Ok(control.fetch_definition(url).await?);
    }
    let names = format!("{} or url", names.join(" or "));
    Err(Error::invalid(names, "is required: the definition in JSON or YAML"))
}
