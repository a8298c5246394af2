//! What was wrong with an input: which field, what was wrong, what is allowed.

use std::fmt;

/// One invalid field. `code` is WSO2's numeric error code where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// Path of the field as the caller knows it, e.g. `operations[2].target`.
    pub field: String,
    /// What was wrong and what is allowed, as a sentence.
    pub message: String,
    pub code: Option<u32>,
}

impl Invalid {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into(), code: None }
    }
    pub fn code(mut self, code: u32) -> Self {
        self.code = Some(code);
        self
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.field, self.message)
        }
    }
}

impl std::error::Error for Invalid {}
