use definition::schema::Message;
use definition::{
    ApiDescription, AuthType, Devportal, Extensions, Limits, OpenApi, OperationSpec, Scope, UriTemplate,
    ValidationReport, Verb,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Names that mean something to us, and some that do not.
const NAMES: [&str; 40] = [
    "paths",
    "/a",
    "/a/{id}",
    "/a/",
    "get",
    "post",
    "trace",
    "parameters",
    "responses",
    "200",
    "default",
    "security",
    "components",
    "schemas",
    "securitySchemes",
    "securityDefinitions",
    "definitions",
    "flows",
    "implicit",
    "scopes",
    "x-scopes-bindings",
    "x-auth-type",
    "x-wso2-production-endpoints",
    "urls",
    "x-wso2-cors",
    "info",
    "title",
    "version",
    "$ref",
    "name",
    "in",
    "schema",
    "type",
    "items",
    "properties",
    "content",
    "application/json",
    "servers",
    "url",
    "requestBody",
];
const TEXTS: [&str; 12] = [
    "3.0.0",
    "path",
    "id",
    "oauth2",
    "#/paths/~1a",
    "#/components/schemas/default",
    "object",
    "None",
    "",
    "~",
    "1.0",
    "é\n: '",
];

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        proptest::sample::select(&TEXTS[..]).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        let name = prop_oneof![8 => proptest::sample::select(&NAMES[..]).prop_map(str::to_owned), 1 => any::<String>()];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            proptest::collection::vec((name, inner), 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_document() -> impl Strategy<Value = Value> {
    let version =
        prop_oneof![Just(("swagger", "2.0")), Just(("openapi", "3.0.1")), Just(("openapi", "3.1.0"))];
    let members = proptest::collection::vec((proptest::sample::select(&NAMES[..]), any_value()), 0..8);
    (version, members).prop_map(|((member, version), members)| {
        let mut root = Map::from_iter([(member.to_owned(), json!(version))]);
        root.extend(members.into_iter().map(|(name, value)| (name.to_owned(), value)));
        Value::Object(root)
    })
}

fn any_operations() -> impl Strategy<Value = Vec<OperationSpec>> {
    let target = proptest::sample::select(&["/a", "/a/{id}", "/a/", "/b/{c}/{d}", "/*"][..]);
    let scopes = proptest::collection::vec(proptest::sample::select(&["s1", "s2"][..]), 0..2);
    let auth_type = proptest::sample::select(&[AuthType::Any, AuthType::None, AuthType::Application][..]);
    let operation = (proptest::sample::select(&Verb::ALL[..]), target, auth_type, scopes);
    proptest::collection::vec(operation, 0..6).prop_map(|operations| {
        let mut specs: Vec<OperationSpec> = Vec::new();
        for (verb, target, auth_type, scopes) in operations {
            if !specs.iter().any(|spec| spec.verb == verb && spec.target == target) {
                let mut spec = OperationSpec::new(verb, target);
                spec.auth_type = auth_type;
                spec.throttling_policy = Some("Gold".into());
                spec.scopes = scopes.into_iter().map(str::to_owned).collect();
                specs.push(spec);
            }
        }
        specs
    })
}

fn sorted(mut specs: Vec<OperationSpec>) -> Vec<OperationSpec> {
    specs.sort_by(|a, b| (&a.target, a.verb).cmp(&(&b.target, b.verb)));
    specs
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_is_handled(value in any_document()) {
        let text = value.to_string();
        let document = OpenApi::parse(text.as_bytes(), &Limits::default()).expect("a version and an object");
        prop_assert_eq!(document.text(), text.as_str());
        let _ = document.validate();
        let _ = (document.operations(), document.scopes(), document.info(), document.servers(), document.tags());
        for operation in document.operations() {
            for message in [Message::Request, Message::Response(200)] {
                let schema = document.body_schema(operation.verb, &operation.target, message, "application/json");
                let _ = schema.map(|schema| schema.map(|schema| schema.check(&value)));
            }
        }
        let _ = document.for_publisher(&Extensions::default()).for_devportal(&Devportal::default());
        let yaml = document.to_yaml();
        let reread = OpenApi::parse(yaml.as_bytes(), &Limits::default()).expect("what we write we read");
        prop_assert_eq!(reread.root(), document.root(), "{}", yaml);
    }

    #[test]
    fn exactly_the_given_operations(value in any_document(), operations in any_operations()) {
        let document = OpenApi::parse(value.to_string().as_bytes(), &Limits::default()).expect("a version and an object");
        let scopes = [Scope { name: "s1".into(), ..Scope::default() }];
        let once = document.with_operations(&operations, &scopes);
        let declared: Vec<OperationSpec> = once.operations().iter().map(OperationSpec::from).collect();
        prop_assert_eq!(sorted(declared), sorted(operations.clone()));
        prop_assert_eq!(once.scopes(), &scopes[..]);
        prop_assert_eq!(once.with_operations(&operations, &scopes).to_json(), once.to_json());
    }

    #[test]
    fn what_is_generated_is_valid(title in "\\PC{1,20}", operations in any_operations()) {
        let operations: Vec<OperationSpec> = operations.into_iter().filter(|o| o.target != "/a/").collect();
        let generated = OpenApi::generate(&ApiDescription::new(title, "1"), &operations, &[]);
        prop_assert_eq!(generated.validate().errors, vec![]);
        prop_assert_eq!(generated.validate().warnings, vec![]);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        let _ = ValidationReport::of(text.as_bytes(), &Limits::default(), None);
        let _ = ValidationReport::of(&bytes, &Limits::default(), None);
        let _ = ValidationReport::of(format!("openapi: 3.0.0\nx: {text}").as_bytes(), &Limits::default(), None);
    }

    #[test]
    fn a_template_matches_what_is_made_from_it(segments in proptest::collection::vec("[a-z]{1,3}|\\{[a-z]{4,8}\\}", 1..5)) {
        let text = format!("/{}", segments.join("/"));
        if let Ok(template) = UriTemplate::parse(&text) {
            let path = text.replace(['{', '}'], "");
            prop_assert_eq!(template.matches(&path).map(|values| values.len()), Some(template.parameters().count()));
        }
    }
}
