use definition::{Limits, ValidationReport};

use crate::small;

fn report(text: &str, host: Option<&str>) -> ValidationReport {
    ValidationReport::of(text.as_bytes(), &Limits::default(), host).0
}

#[test]
fn a_valid_document_is_summarised() {
    let report = report(small("v3_0.yaml"), None);
    assert!(report.is_valid && report.errors.is_empty());
    let info = report.info.unwrap();
    assert_eq!(
        (info.name.as_str(), info.version.as_str(), info.context.as_str()),
        ("Pizza Shack", "1.0.0", "pizzashack")
    );
    assert_eq!(info.openapi_version, "3.0.3");
    assert_eq!(info.endpoints, ["https://backend.example.com/{stage}", "http://api.yourdomain.com/relative"]);
    assert!(report.content.unwrap().starts_with('{'));
}

#[test]
fn relative_servers_follow_the_host() {
    let report = report(small("v3_0.json"), Some("https://docs.example.com/"));
    assert_eq!(report.info.unwrap().endpoints[1], "https://docs.example.com/relative");
    assert_eq!(report.content.as_deref(), Some(small("v3_0.json")));
}

#[test]
fn faults_are_listed_with_their_place() {
    let faulty = report("openapi: 3.0.0\ninfo: {title: A, version: '1'}\npaths: {a: {}}", None);
    assert!(!faulty.is_valid && faulty.info.is_none() && faulty.content.is_none());
    let error = &faulty.errors[0];
    assert_eq!((error.code, error.message), (900_754, "Error while parsing OpenAPI definition"));
    assert_eq!(error.description, "/paths/a: the path \"a\" must begin with '/'");
    for (text, code) in
        [("a: 1", 900_762), ("swagger: '1.2'", 900_761), ("openapi: '9'", 900_762), ("{", 900_754)]
    {
        assert_eq!(report(text, None).errors[0].code, code, "{text}");
    }
}
