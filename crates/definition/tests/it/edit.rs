use definition::{ApiDescription, AuthType, OpenApi, Operation, OperationSpec, Scope, Verb};
use serde_json::{Value, json};

use crate::{SMALL, document, small, valid};

fn specs(document: &OpenApi) -> Vec<OperationSpec> {
    document.operations().iter().map(OperationSpec::from).collect()
}

/// With the policy that is written where there is none.
fn limited(mut specs: Vec<OperationSpec>) -> Vec<OperationSpec> {
    for spec in &mut specs {
        spec.throttling_policy.get_or_insert("Unlimited".into());
    }
    specs
}

fn pointer<'a>(document: &'a OpenApi, pointer: &str) -> Option<&'a Value> {
    let (first, rest) =
        pointer[1..].split_once('/').map_or((&pointer[1..], ""), |(f, _)| (f, &pointer[f.len() + 1..]));
    document.root().get(first)?.pointer(rest)
}

#[test]
fn declaring_what_is_there_keeps_everything_else() {
    for (name, text) in SMALL {
        let before = document(text);
        let after = before.with_operations(&specs(&before), &before.scopes());
        assert_eq!(specs(&after), limited(specs(&before)), "{name}");
        assert_eq!(after.scopes(), before.scopes(), "{name}");
        assert!(after.validate().is_valid(), "{name}: {:?}", after.validate().errors);
        assert!(document(&after.text()).root() == after.root(), "{name}");
        for (member, value) in
            before.root().iter().filter(|(member, _)| !member.starts_with("x-wso2-disable"))
        {
            if !["paths", "components", "securityDefinitions"].contains(&member.as_str()) {
                assert_eq!(after.root().get(member), Some(value), "{name} {member}");
            }
        }
        let order = |document: &OpenApi| document.root().keys().cloned().collect::<Vec<_>>();
        assert!(order(&after).starts_with(&order(&before)), "{name}");
    }
}

#[test]
fn twice_is_once() {
    for (name, text) in SMALL {
        let before = document(text);
        let once = before.with_operations(&specs(&before), &before.scopes());
        let twice = once.with_operations(&specs(&once), &once.scopes());
        assert_eq!(once.text(), twice.text(), "{name}");
    }
}

#[test]
fn operations_are_added_changed_and_removed() {
    let before = document(small("v3_0.yaml"));
    let mut operations = vec![
        OperationSpec::new(Verb::Get, "/orders/{id}"),
        OperationSpec::new(Verb::Put, "/orders/{id}"),
        OperationSpec::new(Verb::Post, "/orders"),
        OperationSpec::new(Verb::Patch, "/new/{a}/{b}"),
    ];
    operations[0].auth_type = AuthType::None;
    operations[0].throttling_policy = Some("10KPerMin".into());
    operations[2].scopes = vec!["order:read".into()];
    let scopes = [Scope {
        name: "order:read".into(),
        description: "Read".into(),
        roles: vec!["a".into(), "b".into()],
    }];
    let after = before.with_operations(&operations, &scopes);
    let listed: Vec<String> = after.operations().iter().map(|o| format!("{} {}", o.verb, o.target)).collect();
    assert_eq!(listed, ["GET /orders/{id}", "PUT /orders/{id}", "POST /orders", "PATCH /new/{a}/{b}"]);
    assert!(after.validate().is_valid(), "{:?}", after.validate());
    assert_eq!(after.scopes(), scopes);
    let at = |path: &str| pointer(&after, path).cloned();
    assert_eq!(
        at("/paths/~1orders~1{id}/get"),
        Some(json!({
            "responses": {"200": {"description": "One"}},
            "security": [{"default": []}],
            "x-auth-type": "None",
            "x-throttling-tier": "10KPerMin",
        }))
    );
    // Its path declares the parameter already.
    assert_eq!(at("/paths/~1orders~1{id}/put/parameters"), None);
    assert_eq!(at("/paths/~1orders~1{id}/trace"), None);
    assert_eq!(
        at("/paths/~1new~1{a}~1{b}/patch/parameters/1"),
        Some(json!({"name": "b", "in": "path", "required": true, "schema": {"type": "string"}}))
    );
    assert_eq!(at("/paths/~1orders/post/requestBody/$ref"), Some(json!("#/components/requestBodies/Order")));
    assert_eq!(at("/paths/~1orders/post/security"), Some(json!([{"default": ["order:read"]}])));
    assert_eq!(
        at("/components/securitySchemes/default/flows/implicit/x-scopes-bindings"),
        Some(json!({"order:read": "a,b"}))
    );
}

#[test]
fn a_new_scheme_becomes_the_documents_security() {
    let before = document(small("v2.yaml"));
    let after = before.with_operations(&[OperationSpec::new(Verb::Get, "/x/{y}")], &[]);
    assert!(after.validate().is_valid());
    assert_eq!(after.root()["security"], json!([{"default": []}]));
    assert_eq!(
        after.root()["securityDefinitions"]["default"],
        json!({"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://test.com",
               "scopes": {}, "x-scopes-bindings": {}})
    );
    assert_eq!(
        after.root()["paths"]["/x/{y}"]["get"]["parameters"],
        json!([{"name": "y", "in": "path", "required": true, "type": "string"}])
    );
}

#[test]
fn a_shared_path_item_is_copied_before_it_is_changed() {
    let before = document(small("v3_1.yaml"));
    let after = before.with_operations(&[OperationSpec::new(Verb::Get, "/orders")], &[]);
    assert_eq!(after.root()["components"]["pathItems"], before.root()["components"]["pathItems"]);
    assert_eq!(after.root()["paths"]["/orders"]["get"]["x-auth-type"], "Application & Application User");
    assert!(after.root()["paths"]["/orders"]["get"]["responses"]["2XX"].is_object());
}

#[test]
fn extensions_among_the_paths_stay() {
    let before =
        document("--- {openapi: 3.0.0, paths: {x-first: 1, /a: {get: {}, x-mine: 2}, /b: {}, x-last: 3}}");
    let after = before
        .with_operations(&[OperationSpec::new(Verb::Get, "/c"), OperationSpec::new(Verb::Get, "/a")], &[]);
    let names: Vec<&String> = after.root()["paths"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["x-first", "/c", "/a", "x-last"]);
    assert_eq!(after.root()["paths"]["/a"]["x-mine"], 2);
}

#[test]
fn malformed_parts_do_not_stop_an_edit() {
    for text in [
        "--- {openapi: 3.0.0, paths: [], components: 1, security: {}}",
        "--- {openapi: 3.0.0, paths: {/a: 1}, components: {securitySchemes: {default: []}}}",
        "--- {openapi: 3.0.0, paths: {/a: {get: [], parameters: 1}}, components: {securitySchemes: {default: {type: http}}}}",
        "--- {swagger: '2.0', paths: {/a: {get: {security: 1}}}, securityDefinitions: {default: {scopes: 1}}}",
    ] {
        let wanted = [OperationSpec::new(Verb::Get, "/a")];
        let after = document(text).with_operations(&wanted, &[]);
        assert_eq!(specs(&after)[0].target, "/a", "{text}");
    }
}

#[test]
fn generated_from_nothing() {
    let mut api = ApiDescription::new("Pizza", "1.0.0");
    api.contact_name = Some("Ann".into());
    let mut operation = OperationSpec::new(Verb::Get, "/orders/{id}");
    operation.scopes = vec!["read".into()];
    operation.throttling_policy = Some("Gold".into());
    let scope = Scope { name: "read".into(), description: "Read".into(), roles: vec!["admin".into()] };
    let generated = OpenApi::generate(&api, &[operation], &[scope]);
    let expected = json!({
        "openapi": "3.0.1",
        "info": {"title": "Pizza", "contact": {"name": "Ann"}, "version": "1.0.0"},
        "servers": [{"url": "/"}],
        "security": [{"default": []}],
        "paths": {"/orders/{id}": {"get": {
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "OK"}},
            "security": [{"default": ["read"]}],
            "x-auth-type": "Application & Application User",
            "x-throttling-tier": "Gold",
        }}},
        "components": {"securitySchemes": {"default": {"type": "oauth2", "flows": {"implicit": {
            "authorizationUrl": "https://test.com",
            "scopes": {"read": "Read"},
            "x-scopes-bindings": {"read": "admin"},
        }}}}},
    });
    assert_eq!(generated.text(), serde_json::to_string_pretty(&expected).unwrap() + "\n");
    let listed: Vec<Operation> = valid(&generated.text()).operations();
    assert_eq!(listed.len(), 1);
    valid(&OpenApi::generate(&api, &[], &[]).text());
}

#[test]
fn title_and_version_follow_the_api() {
    let after = document(small("v3_0.yaml")).with_info("New", "2.0");
    assert_eq!(
        after.root()["info"],
        json!({"title": "New", "version": "2.0", "description": "Orders pizza.\n",
               "contact": {"name": "Ann", "email": "ann@example.com"}})
    );
}
