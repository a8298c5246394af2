use definition::schema::{Message, SchemaError};
use definition::{OpenApi, Verb};
use serde_json::{Value, json};

use crate::{document, small};

const JSON: &str = "application/json";

/// A document whose operation `POST /a` takes and gives bodies of `schema`.
fn with_schema(version: &str, schema: &str, schemas: &str) -> OpenApi {
    document(&format!(
        "--- {{openapi: '{version}', paths: {{/a: {{post: {{
            requestBody: {{content: {{application/json: {{schema: {schema}}}}}}},
            responses: {{2XX: {{content: {{'*/*': {{schema: {schema}}}}}}}}}}}}}}},
            components: {{schemas: {{{schemas}}}}}}}"
    ))
}

fn fits(document: &OpenApi, message: Message, body: Value) -> Result<bool, SchemaError> {
    let schema = document.body_schema(Verb::Post, "/a", message, JSON)?.expect("a schema");
    Ok(schema.check(&body).is_ok())
}

#[test]
fn bodies_are_checked_in_every_version() {
    let order3 = document(small("v3_0.yaml"));
    let schema = order3.body_schema(Verb::Post, "/orders", Message::Request, JSON).unwrap().unwrap();
    assert_eq!(schema.check(&json!({"id": null, "parent": {"id": "1"}})), Ok(()));
    let fault = schema.check(&json!({"id": "secret", "parent": {"id": 5}})).unwrap_err();
    assert_eq!(fault.pointer, "/parent/id");
    assert!(!fault.message.contains("secret") && !fault.message.contains('5'), "{}", fault.message);
    let list = order3.body_schema(Verb::Get, "/orders", Message::Response(200), JSON).unwrap().unwrap();
    assert!(list.check(&json!([{"id": "1"}])).is_ok() && list.check(&json!([{}])).is_err());
    let order2 = document(small("v2.json"));
    let schema = order2.body_schema(Verb::Put, "/orders/{id}", Message::Request, JSON).unwrap().unwrap();
    assert!(schema.check(&json!({"id": "1"})).is_ok() && schema.check(&json!({"id": 1})).is_err());
    let orders31 = document(small("v3_1.yaml"));
    let schema = orders31.body_schema(Verb::Get, "/orders", Message::Response(204), JSON).unwrap().unwrap();
    assert!(schema.check(&json!([1])).is_ok() && schema.check(&json!({})).is_err());
}

#[test]
fn no_schema_is_no_check() {
    let document = document(small("v3_0.yaml"));
    for (verb, target, message, media_type) in [
        (Verb::Get, "/orders", Message::Request, JSON),
        (Verb::Post, "/orders", Message::Request, "text/xml"),
        (Verb::Post, "/orders", Message::Response(201), JSON),
        (Verb::Post, "/orders", Message::Response(500), JSON),
        (Verb::Post, "/nothing", Message::Request, JSON),
    ] {
        assert!(
            document.body_schema(verb, target, message, media_type).unwrap().is_none(),
            "{verb} {target}"
        );
    }
}

#[test]
fn each_version_in_its_own_dialect() {
    for (version, schema, body, expected) in [
        ("3.0.0", "{type: string, nullable: true}", json!(null), true),
        ("3.0.0", "{type: string, enum: [a], nullable: true}", json!(null), true),
        ("3.0.0", "{type: string}", json!(null), false),
        ("3.1.0", "{type: string, nullable: true}", json!(null), false),
        ("3.1.0", "{type: [string, 'null']}", json!(null), true),
        ("3.0.0", "{type: number, minimum: 1, exclusiveMinimum: true}", json!(1), false),
        ("3.1.0", "{exclusiveMinimum: 1}", json!(1), false),
        ("3.1.0", "{const: 1}", json!(2), false),
        ("3.1.0", "{$ref: '#/components/schemas/A', minimum: 5}", json!(4), false),
        ("3.0.0", "{$ref: '#/components/schemas/A', minimum: 5}", json!(4), true),
        ("3.0.0", "{type: string, format: date-time}", json!("yesterday"), false),
        ("3.0.0", "{type: integer, format: int32}", json!(7), true),
        ("3.0.0", "{type: string, pattern: '^(?=a)[ab]+$'}", json!("ab"), true),
        (
            "3.0.0",
            "{type: object, additionalProperties: {$ref: '#/components/schemas/A'}}",
            json!({"x": "y"}),
            false,
        ),
        ("3.0.0", "{example: {$ref: nowhere.json}, x-any: 1}", json!(1), true),
    ] {
        let document = with_schema(version, schema, "A: {type: integer}");
        assert_eq!(fits(&document, Message::Request, body), Ok(expected), "{version} {schema}");
    }
}

#[test]
fn properties_of_one_direction() {
    let schema = "{required: [id, secret], properties: {id: {readOnly: true}, secret: {writeOnly: true}}}";
    let document = with_schema("3.0.0", schema, "");
    assert_eq!(fits(&document, Message::Request, json!({"secret": 1})), Ok(true));
    assert_eq!(fits(&document, Message::Request, json!({"id": 1})), Ok(false));
    assert_eq!(fits(&document, Message::Response(201), json!({"id": 1})), Ok(true));
    assert_eq!(fits(&document, Message::Response(201), json!({"secret": 1})), Ok(false));
}

#[test]
fn schemas_that_cannot_be_used() {
    let refused = |schema: &str, schemas: &str| {
        let document = with_schema("3.0.0", schema, schemas);
        fits(&document, Message::Request, json!({})).unwrap_err()
    };
    let a = || "#/components/schemas/A".to_owned();
    let reference = "{$ref: '#/components/schemas/A'}";
    assert_eq!(refused(reference, ""), SchemaError::Reference(a()));
    assert_eq!(refused(reference, &format!("A: {reference}")), SchemaError::Reference(a()));
    assert_eq!(refused("{items: {$ref: 'http://x/y'}}", ""), SchemaError::Reference("http://x/y".into()));
    assert_eq!(refused(reference, &format!("A: {{allOf: [{reference}]}}")), SchemaError::Endless(a()));
    let mutual = format!("A: {{anyOf: [{{$ref: '#/components/schemas/B'}}]}}, B: {{not: {reference}}}");
    assert!(matches!(refused(reference, &mutual), SchemaError::Endless(_)));
    for malformed in ["{type: 5}", "{allOf: 1}", "{items: 5}", "{pattern: '('}", "{properties: []}", "7"] {
        assert!(matches!(refused(malformed, ""), SchemaError::Malformed(_)), "{malformed}");
    }
}

#[test]
fn recursive_schemas_end_with_the_body() {
    let node = "{properties: {next: {$ref: '#/components/schemas/Node'}, v: {type: integer}}}";
    let document = with_schema("3.0.0", "{$ref: '#/components/schemas/Node'}", &format!("Node: {node}"));
    assert_eq!(fits(&document, Message::Request, json!({"next": {"next": {"v": 1}}})), Ok(true));
    assert_eq!(fits(&document, Message::Request, json!({"next": {"next": {"v": "1"}}})), Ok(false));
}

#[test]
fn long_chains_of_schemas_stay_within_the_stack() {
    let chain = |length: usize| {
        let one = |i: usize| format!("A{i}: {{allOf: [{{$ref: '#/components/schemas/A{}'}}]}}", i + 1);
        let schemas: Vec<String> = (0..length).map(one).collect();
        let schemas = format!("{}, A{length}: {{}}", schemas.join(", "));
        with_schema("3.0.0", "{$ref: '#/components/schemas/A0'}", &schemas)
    };
    assert_eq!(fits(&chain(900), Message::Request, json!({})), Ok(true));
    assert_eq!(fits(&chain(900), Message::Request, json!({"a": {}})), Ok(false));
    assert_eq!(fits(&chain(1100), Message::Request, json!("text")), Err(SchemaError::TooDeep(2000)));
    assert_eq!(fits(&chain(5001), Message::Request, json!({})), Err(SchemaError::TooLarge(5000)));
    let deep = (0..100).fold(json!(1), |inner, _| json!({"a": inner}));
    assert_eq!(fits(&chain(3), Message::Request, deep), Ok(true));
}
