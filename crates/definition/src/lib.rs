//! API definitions: validate, list operations, generate, edit without loss; pure.
