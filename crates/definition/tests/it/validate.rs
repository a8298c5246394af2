use definition::{Code, Limits, OpenApi};
use serde_json::{Value, json};

use crate::{SMALL, document};

/// A valid document of a version with `paths` put in, and what validation says of it.
fn checked(version: &str, paths: &str) -> definition::Validation {
    let member = if version.starts_with('2') { "swagger" } else { "openapi" };
    document(&format!("--- {{{member}: '{version}', info: {{title: A, version: '1'}}, {paths}}}")).validate()
}

fn errors(version: &str, rest: &str) -> Vec<(Code, String)> {
    checked(version, rest).errors.into_iter().map(|error| (error.code, error.pointer)).collect()
}

fn warnings(version: &str, rest: &str) -> Vec<(Code, String)> {
    checked(version, rest).warnings.into_iter().map(|warning| (warning.code, warning.pointer)).collect()
}

/// Version, rest of the document where `@` stands for good responses, and the fault with its place.
type Case = (&'static str, &'static str, Code, &'static str);

const FAULTS: &[Case] = &[
    ("3.0.0", "", Code::MissingMember, ""),
    ("3.1.0", "", Code::MissingMember, ""),
    ("3.0.0", "paths: []", Code::WrongType, "/paths"),
    ("3.0.0", "paths: {a: {get: {@}}}", Code::PathWithoutSlash, "/paths/a"),
    ("3.0.0", "paths: {'/{a': {}}", Code::PathTemplate, "/paths/~1{a"),
    ("3.0.0", "paths: {'/{a{b}}': {}}", Code::PathTemplate, "/paths/~1{a{b}}"),
    ("3.0.0", "paths: {'/{}': {}}", Code::PathTemplate, "/paths/~1{}"),
    ("3.0.0", "paths: {/a: {get: {}}}", Code::MissingMember, "/paths/~1a/get"),
    ("2.0", "paths: {/a: {get: {}}}", Code::MissingMember, "/paths/~1a/get"),
    ("3.0.0", "paths: {/a: {get: []}}", Code::WrongType, "/paths/~1a/get"),
    (
        "3.0.0",
        "paths: {/a: {get: {responses: {200: {}}}}}",
        Code::MissingMember,
        "/paths/~1a/get/responses/200",
    ),
    ("3.0.0", "paths: {'/{a}': {get: {@}}}", Code::PathParameter, "/paths/~1{a}/get"),
    (
        "3.0.0",
        "paths: {/a: {get: {parameters: [{name: x}], @}}}",
        Code::MissingMember,
        "/paths/~1a/get/parameters/0",
    ),
    (
        "3.0.0",
        "paths: {/a: {get: {parameters: [{in: query}], @}}}",
        Code::MissingMember,
        "/paths/~1a/get/parameters/0",
    ),
    (
        "3.0.0",
        "paths: {/a: {get: {parameters: [{name: x, in: body}], @}}}",
        Code::InvalidValue,
        "/paths/~1a/get/parameters/0/in",
    ),
    (
        "2.0",
        "paths: {/a: {get: {parameters: [{name: x, in: query}], @}}}",
        Code::MissingMember,
        "/paths/~1a/get/parameters/0",
    ),
    (
        "2.0",
        "paths: {/a: {get: {parameters: [{name: x, in: body}], @}}}",
        Code::MissingMember,
        "/paths/~1a/get/parameters/0",
    ),
    (
        "3.0.0",
        "paths: {'/{x}': {get: {parameters: [{name: x, in: path, schema: {}}], @}}}",
        Code::PathParameter,
        "/paths/~1{x}/get/parameters/0",
    ),
    (
        "3.0.0",
        "paths: {/a: {get: {parameters: [{name: x, in: query}, {name: x, in: query}], @}}}",
        Code::DuplicateParameter,
        "/paths/~1a/get/parameters/1",
    ),
    (
        "3.0.0",
        "paths: {/a: {get: {operationId: x, @}, put: {operationId: x, @}}}",
        Code::DuplicateOperationId,
        "/paths/~1a/put/operationId",
    ),
    ("3.0.0", "paths: {/a: {get: {@}}, /a/: {get: {@}}}", Code::PathConflict, "/paths/~1a~1"),
    (
        "3.0.0",
        "paths: {/a: {get: {responses: {200: {$ref: '#/components/responses/X'}}}}}",
        Code::UnresolvedRef,
        "/paths/~1a/get/responses/200/$ref",
    ),
    (
        "3.0.0",
        "paths: {}, components: {schemas: {A: {$ref: '#/components/schemas/A'}}}",
        Code::CyclicRef,
        "/components/schemas/A/$ref",
    ),
    (
        "3.0.0",
        "paths: {}, components: {schemas: {A: {$ref: 1}}}",
        Code::WrongType,
        "/components/schemas/A/$ref",
    ),
    (
        "3.0.0",
        "paths: {}, components: {schemas: {A: {properties: {b: {items: {type: []}}}}}}",
        Code::WrongType,
        "/components/schemas/A/properties/b/items/type",
    ),
    ("3.0.0", "paths: {}, components: {schemas: {A: true}}", Code::WrongType, "/components/schemas/A"),
    (
        "3.0.0",
        "paths: {}, components: {securitySchemes: {s: {type: basic}}}",
        Code::InvalidValue,
        "/components/securitySchemes/s/type",
    ),
    ("3.0.0", "paths: {}, security: [[]]", Code::WrongType, "/security/0"),
    ("3.0.0", "paths: {}, security: [{s: 1}]", Code::WrongType, "/security/0/s"),
    ("3.0.0", "paths: {}, servers: [{}]", Code::MissingMember, "/servers/0"),
    ("3.0.0", "paths: {}, tags: [{}]", Code::MissingMember, "/tags/0"),
    (
        "3.0.0",
        "paths: {/a: {post: {requestBody: {}, @}}}",
        Code::MissingMember,
        "/paths/~1a/post/requestBody",
    ),
    ("2.0", "paths: {}, definitions: {A: {allOf: [1]}}", Code::WrongType, "/definitions/A/allOf/0"),
];

const SLIPS: &[Case] = &[
    ("3.0.0", "paths: {}, unknown: 1", Code::UnknownMember, "/unknown"),
    ("3.0.0", "paths: {/a: {fetch: {}}}", Code::UnknownMember, "/paths/~1a/fetch"),
    ("3.0.0", "paths: {/a: {get: {responses: {}}}}", Code::MissingMember, "/paths/~1a/get/responses"),
    (
        "3.0.0",
        "paths: {/a: {get: {responses: {ok: {description: OK}}}}}",
        Code::InvalidValue,
        "/paths/~1a/get/responses/ok",
    ),
    ("3.0.0", "paths: {}, security: [{s: []}]", Code::UnknownSecurityScheme, "/security/0/s"),
    ("2.0", "paths: {'/{a}': {get: {@}}}", Code::PathParameter, "/paths/~1{a}/get"),
    (
        "3.0.0",
        "paths: {}, components: {schemas: {A: {$ref: 'other.yaml#/A'}}}",
        Code::RemoteRef,
        "/components/schemas/A/$ref",
    ),
    (
        "2.0",
        "paths: {}, definitions: {A: {$ref: '#/definitions/B'}}",
        Code::UnresolvedRef,
        "/definitions/A/$ref",
    ),
    (
        "3.0.0",
        "paths: {}, components: {schemas: {A: {type: date}}}",
        Code::InvalidValue,
        "/components/schemas/A/type",
    ),
    (
        "3.0.0",
        "paths: {}, components: {securitySchemes: {default: {type: oauth2}}}",
        Code::MissingMember,
        "/components/securitySchemes/default",
    ),
];

#[test]
fn faults_with_their_place() {
    for (version, rest, code, pointer) in FAULTS {
        let rest = rest.replace('@', OK);
        assert_eq!(errors(version, &rest), [(*code, (*pointer).to_owned())], "{version} {rest}");
    }
}

#[test]
fn slips_that_tools_accept_are_warnings() {
    for (version, rest, code, pointer) in SLIPS {
        let rest = rest.replace('@', OK);
        assert_eq!(errors(version, &rest), [], "{version} {rest}");
        assert_eq!(warnings(version, &rest), [(*code, (*pointer).to_owned())], "{version} {rest}");
    }
}

const OK: &str = "responses: {200: {description: OK}}";

#[test]
fn info_is_needed() {
    for (info, pointers) in [
        ("", vec![""]),
        ("info: 1,", vec!["/info"]),
        ("info: {},", vec!["/info", "/info"]),
        ("info: {title: [], version: {}},", vec!["/info/title", "/info/version"]),
        ("info: {title: A, version: 1.0},", vec![]),
    ] {
        let found = document(&format!("--- {{openapi: 3.0.0, {info} paths: {{}}}}")).validate().errors;
        assert_eq!(found.iter().map(|e| e.pointer.as_str()).collect::<Vec<_>>(), pointers, "{info}");
    }
}

#[test]
fn references_may_be_recursive() {
    let rest = "paths: {}, components: {schemas: {A: {properties: {b: {$ref: '#/components/schemas/B'}}}, B: {items: {$ref: '#/components/schemas/A'}, type: array}}}";
    assert_eq!(errors("3.0.0", rest), []);
}

#[test]
fn reports_are_bounded() {
    let paths: Vec<String> = (0..1000).map(|i| format!("a{i}: {{}}")).collect();
    let found = errors("3.0.0", &format!("paths: {{{}}}", paths.join(", ")));
    assert_eq!(found.len(), 201);
    assert_eq!(found[200].0, Code::TooManyProblems);
}

/// Every value of the small documents replaced by values of other types: never a panic, and a wrong
/// type at a place we know is found at or around it.
#[test]
fn wrong_types_everywhere() {
    for (name, text) in SMALL.into_iter().filter(|(name, _)| name.contains("json")) {
        let tree: Value = serde_json::from_str(text).unwrap();
        let mut places = Vec::new();
        walk(&tree, String::new(), &mut places);
        assert!(places.len() > 30, "{name}");
        let mut refused = 0;
        for place in &places {
            for wrong in
                [json!(null), json!(true), json!(1), json!("text"), json!([1]), json!({"a": 1}), json!([[]])]
            {
                let mut changed = tree.clone();
                *changed.pointer_mut(place).unwrap() = wrong;
                let Ok(document) = OpenApi::parse(changed.to_string().as_bytes(), &Limits::default()) else {
                    continue;
                };
                refused += usize::from(!document.validate().is_valid());
                let _ = (document.operations(), document.scopes(), document.extensions(), document.servers());
            }
        }
        assert!(refused > places.len(), "{name}: {refused} of {}", places.len() * 7);
    }
}

fn walk(value: &Value, at: String, places: &mut Vec<String>) {
    let token = |name: &str| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| walk(value, token(name), places)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| walk(item, format!("{at}/{i}"), places));
        }
        _ => {}
    }
    if !at.is_empty() {
        places.push(at);
    }
}
