use definition::extensions::{ApplicationSecurity, Endpoints, ResponseCache};
use definition::{AuthType, Extensions, Operation, Scope, Verb};
use serde_json::json;

use crate::{document, small};

fn operation(verb: Verb, target: &str) -> Operation {
    let document = document(small("v3_0.yaml"));
    document.operations().into_iter().find(|o| o.verb == verb && o.target == target).expect("an operation")
}

#[test]
fn listed_in_document_order() {
    let list = |name: &str| -> Vec<String> {
        document(small(name)).operations().iter().map(|o| format!("{} {}", o.verb, o.target)).collect()
    };
    assert_eq!(list("v3_0.yaml"), ["POST /orders", "GET /orders", "GET /orders/{id}", "DELETE /orders/{id}"]);
    assert_eq!(list("v2.json"), ["GET /orders/{id}", "PUT /orders/{id}"]);
    assert_eq!(list("v3_1.yaml"), ["GET /orders", "GET /shops/{shop}/*"]);
}

#[test]
fn carry_what_the_extensions_say() {
    let post = operation(Verb::Post, "/orders");
    assert_eq!(post.operation_id.as_deref(), Some("placeOrder"));
    assert_eq!(post.summary.as_deref(), Some("Place an order"));
    assert_eq!(post.tags, ["orders"]);
    assert_eq!(post.auth_type, AuthType::ApplicationUser);
    assert_eq!(post.throttling_policy.as_deref(), Some("Silver"));
    assert_eq!(post.scopes, ["order:write"]);
    assert_eq!(post.mediation_script.as_deref(), Some("mc.setProperty('a', 'b');"));
    let security = ApplicationSecurity { types: vec!["oauth2".into()], optional: false };
    assert_eq!(post.application_security, Some(security));
    let get = operation(Verb::Get, "/orders");
    assert_eq!(get.scopes, ["order:read", "order:write"]);
    assert_eq!(get.throttling_policy.as_deref(), Some("Bronze"));
    assert_eq!((get.auth_type, get.mediation_script), (AuthType::Any, None));
    assert_eq!(operation(Verb::Delete, "/orders/{id}").auth_type, AuthType::None);
}

#[test]
fn authentication_types_in_all_spellings() {
    for (text, auth_type) in [
        ("Any", Some(AuthType::Any)),
        ("Application & Application User", Some(AuthType::Any)),
        ("application", Some(AuthType::Application)),
        ("Application User", Some(AuthType::ApplicationUser)),
        ("None", Some(AuthType::None)),
        ("Nobody", None),
    ] {
        assert_eq!(AuthType::parse(text), auth_type, "{text}");
    }
    for auth_type in [AuthType::Any, AuthType::Application, AuthType::ApplicationUser, AuthType::None] {
        assert_eq!(AuthType::parse(auth_type.as_str()), Some(auth_type));
    }
}

#[test]
fn scopes_with_roles_from_any_oauth2_scheme() {
    let scope = |name: &str, description: &str, roles: &[&str]| Scope {
        name: name.into(),
        description: description.into(),
        roles: roles.iter().map(ToString::to_string).collect(),
    };
    assert_eq!(
        document(small("v3_0.json")).scopes(),
        [scope("order:read", "", &[]), scope("order:write", "Write orders", &["admin", "Internal/creator"])]
    );
    assert_eq!(
        document(small("v2.yaml")).scopes(),
        [scope("order:read", "Read orders", &[]), scope("order:write", "Write orders", &["admin"])]
    );
    assert_eq!(document(small("v2.yaml")).operations()[0].scopes, ["order:read"]);
    assert_eq!(document(small("v3_1.yaml")).scopes(), []);
}

#[test]
fn configuration_of_the_api() {
    let urls = |url: &str| vec![url.to_owned()];
    let expected = Extensions {
        base_path: Some("/pizza".into()),
        production_endpoints: Some(Endpoints {
            urls: urls("https://prod.example.com"),
            kind: Some("http".into()),
            advanced: Some(json!({"timeoutInMillis": 1500})),
        }),
        sandbox_endpoints: Some(Endpoints { urls: urls("https://sand.example.com"), ..Endpoints::default() }),
        cors: Some(json!({"corsConfigurationEnabled": true})),
        auth_header: Some("X-Token".into()),
        throttling_policy: Some("Gold".into()),
        transports: vec!["http".into(), "https".into()],
        response_cache: Some(ResponseCache { enabled: true, timeout: 60 }),
        application_security: Some(ApplicationSecurity {
            types: vec!["oauth2".into(), "api_key".into()],
            optional: true,
        }),
        ..Extensions::default()
    };
    assert_eq!(document(small("v3_0.yaml")).extensions(), expected);
    assert_eq!(document(small("v2.yaml")).extensions(), Extensions::default());
    let malformed = document(
        "openapi: 3.0.0\nx-wso2-cors: 1\nx-wso2-transports: 'http, https'\nx-wso2-basePath: [a]\nx-wso2-response-cache: {enabled: 'true'}",
    );
    let expected = Extensions {
        transports: vec!["http".into(), "https".into()],
        response_cache: Some(ResponseCache { enabled: true, timeout: 0 }),
        ..Extensions::default()
    };
    assert_eq!(malformed.extensions(), expected);
}

#[test]
fn information_and_servers() {
    let document3 = document(small("v3_0.yaml"));
    let info = document3.info();
    assert_eq!((info.title.as_str(), info.version.as_str()), ("Pizza Shack", "1.0.0"));
    assert_eq!(info.description.as_deref(), Some("Orders pizza.\n"));
    assert_eq!(
        (info.contact_name.as_deref(), info.contact_email.as_deref()),
        (Some("Ann"), Some("ann@example.com"))
    );
    assert_eq!(document3.tags(), ["orders"]);
    assert_eq!(document3.servers(), ["https://backend.example.com/{stage}", "/relative"]);
    let document2 = document(small("v2.yaml"));
    assert_eq!(document2.info().version, "1.0");
    assert_eq!(document2.servers(), ["https://backend.example.com/v1", "http://backend.example.com/v1"]);
}
