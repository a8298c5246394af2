//! From bytes to a tree and back: JSON and YAML, bounded.

mod emit;
mod json;
mod scalar;
mod yaml;

use serde_json::{Map, Value};

use crate::limits::Limits;
use crate::problem::{Code, Problem};

/// The notation of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Json,
    Yaml,
}

/// Decodes `bytes` and reads the tree. A text whose first character is `{` is JSON, any other YAML.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<(String, Format, Value), Problem> {
    if bytes.len() > limits.max_bytes {
        let message =
            format!("the document has {} bytes; at most {} are allowed", bytes.len(), limits.max_bytes);
        return Err(Problem::new(Code::TooLarge, "", message));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("the document is not UTF-8: invalid byte at offset {}", error.valid_up_to());
        Problem::new(Code::NotUtf8, "", message)
    })?;
    let content = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = content.trim_start();
    if start.is_empty() {
        return Err(Problem::new(Code::Syntax, "", "the document is empty"));
    }
    let (format, value) = if start.starts_with('{') {
        (Format::Json, json::read(content, limits)?)
    } else {
        (Format::Yaml, yaml::read(content, limits)?)
    };
    Ok((text.to_owned(), format, value))
}

/// Writes the tree as text, with a line feed at the end. Order of members is kept.
pub(crate) fn write(root: &Map<String, Value>, format: Format) -> String {
    match format {
        Format::Json => {
            let mut text =
                serde_json::to_string_pretty(root).expect("a tree of values is always writable as JSON");
            text.push('\n');
            text
        }
        Format::Yaml => emit::document(root),
    }
}

/// What has been spent of the limits while reading one document.
struct Budget {
    limits: Limits,
    depth: usize,
    nodes: usize,
    copied_nodes: usize,
    copied_bytes: usize,
}

impl Budget {
    fn new(limits: &Limits) -> Self {
        Self { limits: *limits, depth: 0, nodes: 0, copied_nodes: 0, copied_bytes: 0 }
    }

    /// Counts `nodes` more values.
    fn spend(&mut self, nodes: usize) -> Result<(), Problem> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > self.limits.max_nodes {
            let message = format!("the document has more than {} values", self.limits.max_nodes);
            return Err(Problem::new(Code::TooManyNodes, "", message));
        }
        Ok(())
    }

    /// Enters `levels` of arrays or objects; the caller leaves them with [`Budget::leave`].
    fn enter(&mut self, levels: usize) -> Result<(), Problem> {
        if self.depth + levels > self.limits.max_depth.min(120) {
            return Err(self.too_deep());
        }
        self.depth += levels;
        Ok(())
    }

    fn leave(&mut self, levels: usize) {
        self.depth -= levels;
    }

    fn too_deep(&self) -> Problem {
        let message =
            format!("arrays and objects are nested deeper than {} levels", self.limits.max_depth.min(120));
        Problem::new(Code::TooDeep, "", message)
    }

    /// Counts values that an anchor or alias copies.
    fn copy(&mut self, nodes: usize, bytes: usize) -> Result<(), Problem> {
        self.copied_nodes = self.copied_nodes.saturating_add(nodes);
        self.copied_bytes = self.copied_bytes.saturating_add(bytes);
        if self.copied_nodes > self.limits.max_alias_nodes || self.copied_bytes > self.limits.max_bytes {
            let message = format!(
                "YAML aliases expand to more than {} values or {} bytes",
                self.limits.max_alias_nodes, self.limits.max_bytes
            );
            return Err(Problem::new(Code::TooManyAliases, "", message));
        }
        Ok(())
    }
}
