//! Schemas: the shape of the keywords that OpenAPI and JSON Schema define.

use serde_json::Value;

use super::check::Kind::{Array, Boolean, Number, Object as Members, Scalar, Text, Texts};
use super::check::Need::Optional;
use super::check::{Check, Kind, Member};
use crate::openapi::Object;
use crate::problem::{Code, Pointer};

const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

const KEYWORDS: [(&str, Kind); 22] = [
    ("title", Scalar),
    ("description", Scalar),
    ("format", Scalar),
    ("pattern", Text),
    ("enum", Array),
    ("properties", Members),
    ("allOf", Array),
    ("anyOf", Array),
    ("oneOf", Array),
    ("minimum", Number),
    ("maximum", Number),
    ("multipleOf", Number),
    ("minLength", Number),
    ("maxLength", Number),
    ("minItems", Number),
    ("maxItems", Number),
    ("minProperties", Number),
    ("maxProperties", Number),
    ("uniqueItems", Boolean),
    ("nullable", Boolean),
    ("readOnly", Boolean),
    ("writeOnly", Boolean),
];

impl<'d> Check<'d> {
    /// The schema in a member, if it is there.
    pub fn schema_member(&mut self, parent: &'d Object, name: &str, at: &Pointer<'_>) {
        if let Some(schema) = parent.get(name).filter(|schema| !schema.is_null()) {
            self.schema_value(schema, &at.key(name));
        }
    }

    /// A schema: an object, in 3.1 also a boolean.
    pub fn schema_value(&mut self, schema: &'d Value, at: &Pointer<'_>) {
        if schema.is_boolean() && self.is_v3_1() {
            return;
        }
        let Some(object) = self.object(schema, at) else { return };
        match object.get("$ref") {
            Some(reference) => {
                self.reference(reference, true, &at.key("$ref"));
                if self.is_v3_1() {
                    self.schema(object, at);
                }
            }
            None => self.schema(object, at),
        }
    }

    /// The keywords of a schema, or of a parameter or header of 2.0, which carries them itself.
    pub fn schema(&mut self, schema: &'d Object, at: &Pointer<'_>) {
        let members = KEYWORDS.map(|(name, kind)| Member(name, kind, Optional));
        self.members(schema, at, &members);
        self.schema_type(schema, at);
        match schema.get("required") {
            // `"required": true` on a property is a relic of older drafts that tools ignore.
            None | Some(Value::Null | Value::Bool(_)) => {}
            Some(required) => {
                self.is(required, Texts, &at.key("required"));
            }
        }
        for keyword in ["properties", "patternProperties", "$defs", "dependentSchemas"] {
            let section = at.key(keyword);
            for (name, property) in Self::entries(schema, keyword) {
                self.schema_value(property, &section.key(name));
            }
        }
        for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] {
            let section = at.key(keyword);
            for (i, part) in Self::items(schema, keyword) {
                self.schema_value(part, &section.index(i));
            }
        }
        for keyword in ["not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems"] {
            self.schema_member(schema, keyword, at);
        }
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            if schema.get(keyword).is_some_and(|value| !value.is_boolean()) {
                self.schema_member(schema, keyword, at);
            }
        }
        match schema.get("items") {
            Some(Value::Array(_)) => {
                self.warn(Code::WrongType, &at.key("items"), "\"items\" should be one schema, not an array");
            }
            _ => self.schema_member(schema, "items", at),
        }
    }

    fn schema_type(&mut self, schema: &'d Object, at: &Pointer<'_>) {
        let at_type = at.key("type");
        match schema.get("type") {
            None | Some(Value::Null) => {}
            Some(Value::String(name)) => self.type_name(name, &at_type),
            Some(Value::Array(names)) if self.is_v3_1() => {
                for (i, name) in names.iter().enumerate() {
                    let at = at_type.index(i);
                    if self.is(name, Text, &at) {
                        self.type_name(name.as_str().unwrap_or_default(), &at);
                    }
                }
            }
            Some(other) => {
                self.is(other, Text, &at_type);
            }
        }
        let is_array = schema.get("type").is_some_and(|name| name == "array");
        if is_array && !self.is_v3_1() && !schema.contains_key("items") {
            self.warn(Code::MissingMember, at, "an array should say what its \"items\" are");
        }
    }

    fn type_name(&mut self, name: &str, at: &Pointer<'_>) {
        let extra = match name {
            "null" => self.is_v3_1(),
            "file" => self.is_v2(),
            _ => false,
        };
        if !extra && !TYPES.contains(&name) {
            let message = format!("\"{name}\" is no type; allowed are {}", TYPES.join(", "));
            self.warn(Code::InvalidValue, at, message);
        }
    }
}
