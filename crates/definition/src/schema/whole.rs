//! Schemas that are a document by themselves.

use serde_json::Value;

use super::{BodySchema, MAX_NESTING, SchemaError};

impl BodySchema {
    /// Compiles a JSON Schema of draft 7 that is not part of an API definition, and refers to nothing elsewhere.
    ///
    /// # Errors
    /// When it cannot be compiled. Nothing is fetched from elsewhere.
    pub fn of_draft7(schema: &Value) -> Result<Self, SchemaError> {
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft7)
            .build(schema)
            .map_err(|error| SchemaError::Malformed(error.to_string()))?;
        Ok(Self { max_levels: MAX_NESTING, validator })
    }
}
