//! PATCH (RFC 7644, 3.5.2): operations on a resource as JSON.

mod apply;
mod path;
#[cfg(test)]
mod tests;

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub use path::Path;

use crate::error::Error;

const MOST: usize = 100;

#[derive(Debug, Deserialize, ToSchema)]
pub struct PatchOp {
    #[serde(rename = "Operations")]
    operations: Vec<Operation>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Operation {
    /// `add`, `remove` or `replace`, in any case.
    op: String,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    #[schema(value_type = Object)]
    value: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Add,
    Remove,
    Replace,
}

/// One change at one place.
#[derive(Debug, Clone)]
pub struct Change {
    pub verb: Verb,
    pub path: Path,
    pub value: Value,
}

impl PatchOp {
    /// The changes in order; an operation without a path is one change per member of its value.
    pub fn changes(self) -> Result<Vec<Change>, Error> {
        if self.operations.is_empty() || self.operations.len() > MOST {
            return Err(Error::invalid("Operations", format!("must be 1 to {MOST}")));
        }
        let mut changes = Vec::new();
        for (i, operation) in self.operations.into_iter().enumerate() {
            let verb = Verb::parse(&operation.op).ok_or_else(|| {
                Error::invalid(format!("Operations[{i}].op"), "must be add, remove or replace")
            })?;
            match (operation.path.as_deref().filter(|p| !p.is_empty()), operation.value) {
                (Some(path), value) => changes.push(Change { verb, path: Path::parse(path)?, value }),
                (None, Value::Object(members)) if verb != Verb::Remove => {
                    for (name, value) in members {
                        changes.push(Change { verb, path: Path::parse(&name)?, value });
                    }
                }
                _ => {
                    return Err(Error::invalid(
                        format!("Operations[{i}]"),
                        "needs a path, or, for add and replace, an object as its value",
                    ));
                }
            }
        }
        Ok(changes)
    }
}

impl Verb {
    fn parse(text: &str) -> Option<Self> {
        Some(match text.to_ascii_lowercase().as_str() {
            "add" => Self::Add,
            "remove" => Self::Remove,
            "replace" => Self::Replace,
            _ => return None,
        })
    }
}

/// Applies the changes to a resource, in order.
pub fn apply(resource: &mut Map<String, Value>, changes: Vec<Change>) -> Result<(), Error> {
    changes.into_iter().try_for_each(|change| apply::apply(resource, change))
}
