//! One JSON Schema of its own from a schema in a document: what it refers to comes along, and what
//! OpenAPI says in its own way is said in JSON Schema's.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::uses::{Place, Uses};
use super::{Message, SchemaError, target};
use crate::extensions::truth;
use crate::openapi::{OpenApi, Version};

type Object = Map<String, Value>;

/// Schemas that one bundle may take along; beyond, compiling them takes seconds.
const MAX_SCHEMAS: usize = 5000;

pub(super) struct Bundled {
    pub schema: Value,
    /// How many schemas, one inside or behind the other, may apply to one value.
    pub chain: usize,
}

pub(super) fn bundle(document: &OpenApi, schema: &Value, message: Message) -> Result<Bundled, SchemaError> {
    let numbers = HashMap::new();
    let mut bundle = Bundle { document, message, numbers, queue: Vec::new(), uses: Uses::default() };
    bundle.uses.begin();
    let root = bundle.schema(schema, Place::ROOT)?;
    let mut definitions = Object::new();
    // The queue grows while schemas are translated.
    let mut done = 0;
    while let Some(reference) = bundle.queue.get(done).cloned() {
        done += 1;
        if done > MAX_SCHEMAS {
            return Err(SchemaError::TooLarge(MAX_SCHEMAS));
        }
        bundle.uses.begin();
        let translated = bundle.schema(target(document, &reference)?, Place::ROOT)?;
        definitions.insert(done.to_string(), translated);
    }
    let chain = bundle.uses.chain().map_err(|number| match number.checked_sub(1) {
        Some(index) => SchemaError::Endless(bundle.queue[index].clone()),
        None => SchemaError::Endless("#".to_owned()),
    })?;
    Ok(Bundled { schema: json!({"allOf": [root], "definitions": definitions}), chain })
}

struct Bundle<'d> {
    document: &'d OpenApi,
    message: Message,
    /// Numbers of the schemas referred to, from 1; 0 is the root.
    numbers: HashMap<String, usize>,
    queue: Vec<String>,
    uses: Uses,
}

impl Bundle<'_> {
    fn schema(&mut self, schema: &Value, place: Place) -> Result<Value, SchemaError> {
        self.uses.reach(place);
        let schema = match schema {
            Value::Object(schema) => schema,
            Value::Bool(true) => return Ok(json!({})),
            Value::Bool(false) => return Ok(json!({"not": {}})),
            other => return Err(SchemaError::Malformed(format!("{other} is no schema"))),
        };
        let reference = match schema.get("$ref") {
            Some(Value::String(reference)) => Some(self.reference(reference, place)?),
            Some(other) => return Err(SchemaError::Reference(other.to_string())),
            None => None,
        };
        if let (Some(reference), false) = (&reference, self.document.version() == Version::V3_1) {
            return Ok(json!({ "$ref": reference }));
        }
        let mut out = Object::new();
        if let Some(reference) = reference {
            out.insert("$ref".to_owned(), json!(reference));
        }
        for (keyword, value) in schema {
            if let Some(value) = self.keyword(schema, keyword, value, place)? {
                out.insert(keyword.clone(), value);
            }
        }
        if self.document.version() != Version::V3_1 && schema.get("nullable").is_some_and(truth) {
            return Ok(json!({"anyOf": [{"enum": [null]}, out]}));
        }
        Ok(Value::Object(out))
    }

    fn keyword(
        &mut self,
        schema: &Object,
        keyword: &str,
        value: &Value,
        place: Place,
    ) -> Result<Option<Value>, SchemaError> {
        let (same, part) = (place.deeper(), Place::PART);
        let translated = match keyword {
            // Identifiers would change what references are relative to; examples are not rules.
            "$ref" | "$id" | "id" | "$schema" | "$anchor" | "$dynamicAnchor" | "$defs" | "definitions"
            | "nullable" | "discriminator" | "example" | "examples" | "default" | "xml" => return Ok(None),
            "$dynamicRef" => return Err(SchemaError::Reference(value.to_string())),
            "type" if value == "file" => return Ok(None),
            "required" => return Ok(self.required(schema, value)),
            "properties" | "patternProperties" => self.each_member(value, part)?,
            "dependentSchemas" => self.each_member(value, same)?,
            "allOf" | "anyOf" | "oneOf" => self.each_item(value, same)?,
            "prefixItems" => self.each_item(value, part)?,
            "items" if value.is_array() => self.each_item(value, part)?,
            "not" | "if" | "then" | "else" => self.schema(value, same)?,
            "items" | "contains" | "propertyNames" => self.schema(value, part)?,
            "additionalProperties" | "additionalItems" | "unevaluatedProperties" | "unevaluatedItems" => {
                if value.is_boolean() {
                    value.clone()
                } else {
                    self.schema(value, part)?
                }
            }
            extension if extension.starts_with("x-") => return Ok(None),
            _ => value.clone(),
        };
        Ok(Some(translated))
    }

    fn each_member(&mut self, value: &Value, place: Place) -> Result<Value, SchemaError> {
        let Value::Object(members) = value else { return Err(malformed(value)) };
        let members = members.iter().map(|(name, schema)| Ok((name.clone(), self.schema(schema, place)?)));
        Ok(Value::Object(members.collect::<Result<Object, SchemaError>>()?))
    }

    fn each_item(&mut self, value: &Value, place: Place) -> Result<Value, SchemaError> {
        let Value::Array(items) = value else { return Err(malformed(value)) };
        let items = items.iter().map(|schema| self.schema(schema, place));
        Ok(Value::Array(items.collect::<Result<Vec<Value>, SchemaError>>()?))
    }

    /// A property that only a response carries is not required of a request, and the other way round.
    fn required(&self, schema: &Object, value: &Value) -> Option<Value> {
        let names = value.as_array()?;
        let foreign = match self.message {
            Message::Request => "readOnly",
            Message::Response(_) => "writeOnly",
        };
        let properties = schema.get("properties");
        let is_foreign = |name: &Value| {
            let property = name.as_str().and_then(|name| properties?.get(name));
            property.is_some_and(|property| property.get(foreign).is_some_and(truth))
        };
        let names: Vec<&Value> = names.iter().filter(|name| !is_foreign(name)).collect();
        // Draft 4 allows no empty list.
        (!names.is_empty()).then(|| json!(names))
    }

    fn reference(&mut self, reference: &str, place: Place) -> Result<String, SchemaError> {
        target(self.document, reference)?;
        let number = *self.numbers.entry(reference.to_owned()).or_insert_with(|| {
            self.queue.push(reference.to_owned());
            self.queue.len()
        });
        self.uses.refer(number, place);
        Ok(format!("#/definitions/{number}"))
    }
}

fn malformed(value: &Value) -> SchemaError {
    SchemaError::Malformed(format!("{value} is no collection of schemas"))
}
