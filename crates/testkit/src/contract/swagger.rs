//! The older contracts are Swagger 2.0: what answers are checked by is put where OpenAPI 3 has it.

use serde_json::{Map, Value, json};

pub fn as_openapi(document: &mut Value) {
    if document["swagger"].is_null() {
        return;
    }
    let mut schemas = document["definitions"].take();
    references(&mut schemas);
    document["components"] = json!({"schemas": schemas});
    for item in members(&mut document["paths"]) {
        for operation in members(item) {
            for response in members(&mut operation["responses"]) {
                references(response);
                if !response["schema"].is_null() {
                    let schema = response["schema"].take();
                    response["content"] = json!({"application/json": {"schema": schema}});
                }
            }
        }
    }
}

fn members(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_object_mut().into_iter().flat_map(Map::values_mut)
}

fn references(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get_mut("$ref") {
                *target = target.replace("#/definitions/", "#/components/schemas/");
            }
            object.values_mut().for_each(references);
        }
        Value::Array(items) => items.iter_mut().for_each(references),
        _ => {}
    }
}
