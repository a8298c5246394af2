//! Structural validation, hand-written: what OpenAPI requires of a document's shape, with a pointer
//! to each fault. Faults that tools of this field accept in practice are warnings.

mod check;
mod components;
mod message;
mod operation;
mod parameter;
mod paths;
mod root;
mod schema;
mod security;

use super::OpenApi;
use crate::problem::Problem;

/// The outcome of validation. Warnings do not make a document invalid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Validation {
    pub errors: Vec<Problem>,
    pub warnings: Vec<Problem>,
}

impl Validation {
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}

impl OpenApi {
    /// Checks the structure of the document. Of errors and of warnings the first 200 are reported.
    pub fn validate(&self) -> Validation {
        let mut check = check::Check::new(&self.root, self.version);
        check.document();
        check.outcome
    }
}
