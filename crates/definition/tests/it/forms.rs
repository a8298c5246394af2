//! The publisher's and the developer portal's form of a document.

use definition::extensions::{ApplicationSecurity, Endpoints, ResponseCache};
use definition::{Devportal, Extensions};
use serde_json::{Value, json};

use crate::{SMALL, document, small, valid};

fn configuration() -> Extensions {
    Extensions {
        base_path: Some("/pizza/1.0.0".into()),
        production_endpoints: Some(Endpoints {
            urls: vec!["https://p.example.com".into()],
            kind: Some("http".into()),
            advanced: None,
        }),
        cors: Some(json!({"corsConfigurationEnabled": false})),
        auth_header: Some("Authorization".into()),
        transports: vec!["https".into()],
        response_cache: Some(ResponseCache { enabled: false, timeout: 300 }),
        application_security: Some(ApplicationSecurity { types: vec!["oauth2".into()], optional: false }),
        ..Extensions::default()
    }
}

#[test]
fn the_publisher_sees_the_configuration() {
    for (name, text) in SMALL {
        let form = document(text).for_publisher(&configuration());
        assert_eq!(form.extensions(), configuration(), "{name}");
        assert!(form.validate().is_valid(), "{name}");
        let operations = form.operations();
        let own =
            operations.iter().filter(|o| name != "v3_1.yaml" && name != "v3_1.json" || o.target != "/orders");
        for operation in own {
            assert_eq!(operation.application_security, configuration().application_security, "{name}");
        }
        assert_eq!(form.for_publisher(&configuration()).text(), form.text(), "{name}");
        assert_eq!(document(text).operations().len(), operations.len());
    }
    let form = document(small("v3_0.yaml")).for_publisher(&configuration());
    assert_eq!(form.root()["x-wso2-basePath"], "/pizza/1.0.0");
    assert!(!form.root().contains_key("x-wso2-sandbox-endpoints"));
    assert!(form.root().contains_key("x-unknown"));
    assert_eq!(form.scopes(), document(small("v3_0.yaml")).scopes());
}

/// Names of members anywhere in a document.
fn names(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| names(item, found)),
        Value::Object(members) => {
            for (name, value) in members {
                found.push(name.clone());
                names(value, found);
            }
        }
        _ => {}
    }
}

#[test]
fn a_subscriber_sees_no_configuration_of_the_gateway() {
    let portal = Devportal {
        servers: vec![
            "https://gw.example.com:8243/pizza/1.0.0".into(),
            "http://gw.example.com:8280/pizza/1.0.0".into(),
        ],
        authorization_url: Some("https://gw.example.com/authorize".into()),
        ..Devportal::default()
    };
    for (name, text) in SMALL {
        let before = document(text).for_publisher(&configuration());
        let form = before.for_devportal(&portal);
        assert!(form.validate().is_valid(), "{name}: {:?}", form.validate().errors);
        let mut found = Vec::new();
        names(&Value::Object(form.root().clone()), &mut found);
        let leaked: Vec<&String> =
            found.iter().filter(|n| n.starts_with("x-wso2") || n.as_str() == "x-mediation-script").collect();
        assert!(leaked.is_empty(), "{name}: {leaked:?}");
        let listed = |d: &definition::OpenApi| {
            d.operations().iter().map(|o| (o.verb, o.target.clone())).collect::<Vec<_>>()
        };
        assert_eq!(listed(&form), listed(&before), "{name}");
        assert_eq!(form.scopes(), before.scopes(), "{name}");
        if !name.starts_with("v2") {
            assert_eq!(form.servers(), portal.servers, "{name}");
        }
    }
    let form = document(small("v3_0.yaml")).for_devportal(&portal);
    assert_eq!(
        form.root()["components"]["securitySchemes"]["default"]["flows"]["implicit"]["authorizationUrl"],
        "https://gw.example.com/authorize"
    );
    let form = document(small("v2.yaml")).for_devportal(&portal);
    assert_eq!(form.root()["host"], "gw.example.com:8243");
    assert_eq!(form.root()["basePath"], "/pizza/1.0.0");
    assert_eq!(form.root()["schemes"], json!(["https", "http"]));
    let form = document(small("v2.yaml")).for_devportal(&Devportal::default());
    assert!(!form.root().contains_key("host"));
}

#[test]
fn a_subscriber_sees_the_ways_to_authenticate() {
    let portal = Devportal {
        security: vec!["api_key".into(), "basic_auth".into()],
        api_key_header: Some("X-Key".into()),
        ..Devportal::default()
    };
    let form = document(small("v3_0.yaml")).for_devportal(&portal);
    let schemes = form.root()["components"]["securitySchemes"].clone();
    assert_eq!(
        schemes,
        json!({"basic_auth": {"type": "http", "scheme": "basic"},
               "api_key": {"type": "apiKey", "name": "X-Key", "in": "header"}})
    );
    let security = json!([{"basic_auth": []}, {"api_key": []}]);
    assert_eq!(form.root()["security"], security);
    assert_eq!(form.root()["paths"]["/orders"]["post"]["security"], security);
    valid(&form.text());
    let form = document(small("v2.yaml")).for_devportal(&portal);
    assert_eq!(form.root()["securityDefinitions"]["basic_auth"], json!({"type": "basic"}));
    valid(&form.text());
}

#[test]
fn servers_of_single_paths_would_bypass_the_gateway() {
    let text =
        "--- {openapi: 3.0.0, info: {title: A, version: '1'}, paths: {/a: {servers: [{url: http://b}], get: {
        servers: [{url: http://b}], responses: {200: {description: OK, x-wso2-note: schema level}}}}}}";
    let form = document(text).for_devportal(&Devportal::default());
    assert_eq!(
        form.root()["paths"]["/a"],
        json!({"get": {"responses": {"200":
        {"description": "OK", "x-wso2-note": "schema level"}}}})
    );
}
